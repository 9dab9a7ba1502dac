"""Bad deliveries, one function a case, for every door: each gives what to send and the finding it must end in.

Most start from the example of model country XA (invented). What needs another layout plants the small source XZ in
`sources` below the folder it is given.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.support import small, workbooks

_SOURCES = Path(__file__).parent.parent.parent / "sources"
MODEL, FIGURES, PLANTED = "xa_lka_vorgaenge", "gb_nca_akeu", "xz_test_records"
EDITION, FILE = "2024", "vorgaenge.csv"


class Earlier(NamedTuple):
    """A good delivery that has to come first."""

    edition: str
    file: str
    content: bytes


class BadDelivery(NamedTuple):
    """What to send, what must be found, and whether it is refused: the same file twice changes nothing instead."""

    source_id: str
    edition: str
    file: str
    content: bytes
    finding_id: str
    earlier: tuple[Earlier, ...] = ()
    is_refused: bool = True


def good_rows() -> list[list[str]]:
    """Header and rows of the model country's example, as it was sent."""
    [path] = (_SOURCES / "xa" / MODEL / "examples" / EDITION).glob("xa_*.csv")
    lines = path.read_bytes().decode("windows-1252").splitlines()
    return [line.split(";") for line in lines]


def content_of(rows: list[list[str]]) -> bytes:
    """Rows in the notation and code page of the model country."""
    return "".join(f"{';'.join(cells)}\r\n" for cells in rows).encode("windows-1252")


def good() -> Earlier:
    """The example as a delivery."""
    return Earlier(EDITION, FILE, content_of(good_rows()))


def a_year_earlier(content: bytes) -> bytes:
    """The delivery with every day one year earlier, those of the offences too."""
    return content.replace(b".2023", b".2022").replace(b".2024", b".2023")


def unknown_column(_folder: Path) -> BadDelivery:
    """A column nobody declared."""
    header, *rows = good_rows()
    widened = [[*header, "Bemerkung"], *([*cells, "x"] for cells in rows)]
    return BadDelivery(MODEL, EDITION, FILE, content_of(widened), "column-unknown")


def missing_column(_folder: Path) -> BadDelivery:
    """A mapped column is gone."""
    rows = good_rows()
    at = rows[0].index("Tatmotiv")
    return BadDelivery(
        MODEL, EDITION, FILE, content_of([[*cells[:at], *cells[at + 1 :]] for cells in rows]), "column-missing"
    )


def unmapped_value(_folder: Path) -> BadDelivery:
    """A label that stands in no list."""
    return BadDelivery(MODEL, EDITION, FILE, _with_cell("Tatmotiv", "romantisch"), "value-unmapped")


def identifier(_folder: Path) -> BadDelivery:
    """A cell that holds an e-mail address."""
    return BadDelivery(MODEL, EDITION, FILE, _with_cell("Tatmotiv", "jemand@post.example"), "identifier-in-column")


def date_outside_period(_folder: Path) -> BadDelivery:
    """A record of another year."""
    return BadDelivery(MODEL, EDITION, FILE, _with_cell("Eingangsdatum", "02.01.2019"), "date-outside-period")


def duplicate_row_key(_folder: Path) -> BadDelivery:
    """Two records with one number."""
    key = good_rows()[2][0]
    return BadDelivery(MODEL, EDITION, FILE, _with_cell("Vorgangsnummer", key), "row-key-duplicated")


def _with_cell(column: str, text: str) -> bytes:
    rows = good_rows()
    rows[1][rows[0].index(column)] = text
    return content_of(rows)


def empty_file(_folder: Path) -> BadDelivery:
    """No bytes at all."""
    return BadDelivery(MODEL, EDITION, FILE, b"", "file-empty")


def file_of_another_source(_folder: Path) -> BadDelivery:
    """A publication sent in the name of the model country."""
    [path] = (_SOURCES / "gb" / FIGURES / "examples").glob("*/*.docx")
    return BadDelivery(MODEL, EDITION, path.name, path.read_bytes(), "file-of-another-source")


def not_a_spreadsheet(_folder: Path) -> BadDelivery:
    """A picture."""
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
    return BadDelivery(MODEL, EDITION, FILE, picture, "file-not-tabular")


def same_file_twice(_folder: Path) -> BadDelivery:
    """The bytes that are the edition already."""
    first = good()
    return BadDelivery(MODEL, *first, "edition-already-delivered", (first,), is_refused=False)


def revised_edition(_folder: Path) -> BadDelivery:
    """An edition again with other content, instead of a new edition that revises it."""
    changed = content_of(good_rows()[:-1])
    return BadDelivery(MODEL, EDITION, FILE, changed, "edition-differs", (good(),))


def renamed_sheet(folder: Path) -> BadDelivery:
    """The declared sheet has another name."""
    small.plant(folder / "sources", sheets={"names": ["Records"]})
    book = workbooks.xlsx_of([small.HEADER, *small.rows_of({}, {})], sheet="Tabelle1")
    return BadDelivery(PLANTED, EDITION, "records.xlsx", book, "sheet-missing")


def age_bands_overlap(folder: Path) -> BadDelivery:
    """Bands that share a year."""
    small.plant(folder / "sources")
    rows = small.rows_of({"Age": "13-15"}, {"Age": "15-17"})
    return BadDelivery(PLANTED, EDITION, "records.csv", small.csv_of(rows), "age-bands-overlap")


CASES: dict[str, Callable[[Path], BadDelivery]] = {
    case.__name__: case
    for case in (
        unknown_column, missing_column, unmapped_value, renamed_sheet, empty_file, file_of_another_source,
        not_a_spreadsheet, age_bands_overlap, date_outside_period, duplicate_row_key, same_file_twice, revised_edition,
        identifier,
    )
}  # fmt: skip
