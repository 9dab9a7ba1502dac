"""A text file packed with gzip."""

import gzip
import json

import pytest

from pipelines.read import ReadOptions, Unreadable, archive, read
from tests.support.sheets import texts
from tests.support.workbooks import parquet_of, xlsx_of, zip_of

TEXT = b"a;b\n1;2\n"
WANT = {1: ["a", "b"], 2: ["1", "2"]}


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as told:
        read(content, "x.csv.gz")
    return told.value.finding_id


@pytest.mark.parametrize(
    "content", [gzip.compress(TEXT), gzip.compress(b"a;b\n") + gzip.compress(b"1;2\n")], ids=["one part", "two parts"]
)
def test_text_table_is_read_as_if_unpacked(content: bytes) -> None:
    assert texts(read(content, "whatever")[0]) == WANT


def test_files_one_behind_the_other_are_told() -> None:
    told = f"{archive.UNCOUNTED} {archive.SEVERAL}"

    assert [read(gzip.compress(TEXT) * times, "x")[0].notes for times in (1, 2)] == [(), (told,)]


def test_declared_code_page_holds_inside() -> None:
    packed = gzip.compress("žluť;b\n".encode("windows-1250"))
    assert texts(read(packed, "x", options=ReadOptions("windows-1250"))[0]) == {1: ["žluť", "b"]}


def test_json_inside_is_read() -> None:
    assert texts(read(gzip.compress(json.dumps([{"a": 1}]).encode()), "x")[0]) == {0: ["a"], 1: ["1"]}


@pytest.mark.parametrize(
    "inside",
    [gzip.compress(TEXT), zip_of({"a.csv": TEXT}), xlsx_of([["a"]]), parquet_of({"a": ["x"]}), b"%PDF-1.4", b"BZh9"],
    ids=["gzip", "zip", "xlsx", "parquet", "pdf", "bzip2"],
)
def test_anything_but_text_inside_is_refused(inside: bytes) -> None:
    assert refused(gzip.compress(inside)) == "archive-unsafe"


def test_growth_beyond_measure_is_refused() -> None:
    assert refused(gzip.compress(b"a;b\n" * 3_000_000)) == "archive-unsafe"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_truncated_file_is_unreadable(share: float) -> None:
    content = gzip.compress(b"".join(b"%d;%d\n" % (at, at * at) for at in range(500)))
    assert refused(content[: int(len(content) * share)]) == "file-unreadable"


def test_changed_bytes_are_noticed() -> None:
    content = bytearray(gzip.compress(b"".join(b"%d;%d\n" % (at, at * at) for at in range(500))))
    for at in range(20, len(content), 97):
        changed = bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
        assert refused(changed) == "file-unreadable"


@pytest.mark.parametrize(
    ("inside", "finding_id"), [(b"", "file-empty"), (b"\n\n", "file-empty"), (b"a\x00b", "file-not-tabular")]
)
def test_nothing_inside_is_told(inside: bytes, finding_id: str) -> None:
    assert refused(gzip.compress(inside)) == finding_id
