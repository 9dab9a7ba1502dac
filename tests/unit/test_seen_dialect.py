"""How a text is written is told as a source declares it."""

import gzip
import io
import zipfile

import pytest

from pipelines.read.seen.dialect import Dialect, dialect
from tests.support.workbooks import xlsx_of

TEXT = "id;größe\n1;süß\n2;möwe\n3;straße\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "windows-1252"),
        ("utf-16", "utf-16"),
        ("cp850", "cp850"),
    ],
)
def test_code_page_and_delimiter_are_told(encoding: str, told: str) -> None:
    assert dialect(TEXT.encode(encoding)) == Dialect(told, ";")
    assert dialect(gzip.compress(TEXT.encode(encoding))) == Dialect(told, ";")


def test_the_text_inside_an_archive_counts() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    assert dialect(packed.getvalue()) == Dialect("ascii", ",")


def test_other_formats_have_no_dialect() -> None:
    assert dialect(xlsx_of([["a", "b"], ["1", "2"]])) is None
    assert dialect(b"<html><table><tr><td>1</td></tr></table></html>") is None
    assert dialect(b'[{"a": 1}]') is None
