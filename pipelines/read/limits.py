"""What a delivered file may cost: every limit in one place, each a setting with a default.

The environment replaces a default by its name in capitals, for example OSCEC_LIMIT_COLUMNS=2000.
"""

import os
from dataclasses import dataclass, fields
from typing import Self

_PREFIX = "OSCEC_LIMIT_"


@dataclass(frozen=True)
class Limits:
    """The most a file may hold; what lies above is refused before its values are read."""

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 500_000_000
    ratio: int = 200
    ratio_from_bytes: int = 1_000_000
    parts: int = 2_000
    sheets: int = 200
    rows: int = 1_048_576
    columns: int = 512
    cells: int = 5_000_000
    text_bytes: int = 200_000_000
    line_bytes: int = 1_000_000
    tag_bytes: int = 100_000
    depth: int = 200
    seconds: int = 30
    memory_bytes: int = 1_000_000_000

    @classmethod
    def from_environment(cls) -> Self:
        """The defaults, or what the environment sets in their place."""
        named = {each.name: os.environ.get(_PREFIX + each.name.upper()) for each in fields(cls)}
        return cls(**{name: int(text) for name, text in named.items() if text})
