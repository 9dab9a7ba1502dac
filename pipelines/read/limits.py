"""What a delivered file may cost: every limit in one place, each a setting with a default.

The environment replaces a default by its name in capitals, for example OSCEC_LIMIT_COLUMNS=2000.
"""

import os
from dataclasses import dataclass, field, fields
from typing import Self

PREFIX = "OSCEC_LIMIT_"
WHAT = "what"


@dataclass(frozen=True)
class Limits:
    """The most a file may hold; what lies above is refused before its values are used."""

    file_bytes: int = field(default=50_000_000, metadata={WHAT: "bytes of the file as sent"})
    unpacked_bytes: int = field(default=500_000_000, metadata={WHAT: "bytes an archive or package unpacks to"})
    ratio: int = field(default=200, metadata={WHAT: "times its packed size an archive or package unpacks to"})
    ratio_from_bytes: int = field(default=1_000_000, metadata={WHAT: "unpacked bytes up to which the ratio is free"})
    parts: int = field(default=2_000, metadata={WHAT: "files in an archive or package"})
    sheets: int = field(default=200, metadata={WHAT: "sheets of a workbook, tables of a page or document"})
    rows: int = field(default=1_048_576, metadata={WHAT: "rows of a sheet; lines of a text may be four times as many"})
    columns: int = field(default=512, metadata={WHAT: "columns of a sheet"})
    cells: int = field(default=5_000_000, metadata={WHAT: "cells of a sheet; of a file, those that are filled"})
    text_bytes: int = field(
        default=200_000_000, metadata={WHAT: "signs in the cells of a sheet, repeated ones counted"}
    )
    line_bytes: int = field(default=1_000_000, metadata={WHAT: "bytes of a line of a text table"})
    tag_bytes: int = field(default=100_000, metadata={WHAT: "bytes of one XML tag with its attributes"})
    seconds: int = field(default=30, metadata={WHAT: "seconds to read the file, after which its process is stopped"})
    memory_bytes: int = field(default=1_000_000_000, metadata={WHAT: "bytes of memory its process may use"})

    @classmethod
    def from_environment(cls) -> Self:
        """The defaults, or what the environment sets in their place."""
        named = {each.name: os.environ.get(PREFIX + each.name.upper()) for each in fields(cls)}
        return cls(**{name: int(text) for name, text in named.items() if text})
