"""Settings: numbers with a default each, which the environment replaces by their names in capitals."""

import os
from dataclasses import dataclass, fields
from typing import ClassVar, Self

WHAT = "what"  # the key of a field's metadata that says what it limits


@dataclass(frozen=True)
class Settings:
    """Whole numbers, each a field; the environment sets one by the prefix and its name, such as OSCEC_LIMIT_ROWS=5."""

    PREFIX: ClassVar[str]

    @classmethod
    def from_environment(cls) -> Self:
        """The defaults, or what the environment sets in their place."""
        named = {each.name: os.environ.get(cls.PREFIX + each.name.upper()) for each in fields(cls)}
        return cls(**{name: int(text) for name, text in named.items() if text})
