"""What a question may cost: every limit a setting with a default.

The environment replaces a default by its name in capitals, for example OSCEC_QUERY_SECONDS=60.
"""

import os
from dataclasses import dataclass, field, fields
from typing import Self

PREFIX = "OSCEC_QUERY_"
WHAT = "what"


@dataclass(frozen=True)
class QueryLimits:
    """The most one question may take; the process that answers it is ended where it would take more."""

    seconds: int = field(default=10, metadata={WHAT: "seconds from the question to the whole answer"})
    memory_bytes: int = field(default=1 << 30, metadata={WHAT: "bytes of memory, all addresses of the process counted"})
    rows: int = field(default=10_000, metadata={WHAT: "rows of an answer; one that has more is cut there and says so"})
    answer_bytes: int = field(default=16 << 20, metadata={WHAT: "bytes of an answer, each cell at least eight"})
    sql_bytes: int = field(default=100_000, metadata={WHAT: "bytes of the question itself"})

    @classmethod
    def from_environment(cls) -> Self:
        """The defaults, or what the environment sets in their place."""
        named = {each.name: os.environ.get(PREFIX + each.name.upper()) for each in fields(cls)}
        return cls(**{name: int(text) for name, text in named.items() if text})
