"""What a delivered file may cost: every limit in one place, each a setting with a default.

The environment replaces a default by its name in capitals, for example OSCEC_LIMIT_COLUMNS=2000.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from pipelines.settings import WHAT, Settings


@dataclass(frozen=True)
class Limits(Settings):
    """The most a file may hold; what lies above is refused before its values are used."""

    PREFIX: ClassVar[str] = "OSCEC_LIMIT_"

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
