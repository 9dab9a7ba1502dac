"""What a question may cost: every limit a setting with a default.

The environment replaces a default by its name in capitals, for example OSCEC_QUERY_SECONDS=60.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from pipelines.settings import WHAT, Settings


@dataclass(frozen=True)
class QueryLimits(Settings):
    """The most one question may take; the process that answers it is ended where it would take more."""

    PREFIX: ClassVar[str] = "OSCEC_QUERY_"

    seconds: int = field(default=10, metadata={WHAT: "seconds from the question to the whole answer"})
    memory_bytes: int = field(default=1 << 30, metadata={WHAT: "bytes of memory, all addresses of the process counted"})
    rows: int = field(default=10_000, metadata={WHAT: "rows of an answer; one that has more is cut there and says so"})
    answer_bytes: int = field(default=16 << 20, metadata={WHAT: "bytes of an answer, each cell at least eight"})
    sql_bytes: int = field(default=100_000, metadata={WHAT: "bytes of the question itself"})
