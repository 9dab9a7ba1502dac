"""Formats that hold no table of ours are told by their content, alone and inside of archives."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile

import pytest

from pipelines.read import Unreadable, named_truly, read
from tests.support.old_binary import compound_of
from tests.support.sheets import texts
from tests.support.workbooks import zip_of

TABLE = b"a;b\n1;2\n3;4\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(60)


def tar_of(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


FOREIGN = {
    "bz2 archive": bz2.compress(TABLE),
    "xz archive": lzma.compress(TABLE),
    "7z archive": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(60),
    "RAR archive": b"Rar!\x1a\x07\x01\x00" + bytes(60),
    "tar archive": tar_of("a.csv", TABLE),
    "zstd archive": b"\x28\xb5\x2f\xfd" + bytes(60),
    "picture": PICTURE,
    "program": b"\x7fELF" + bytes(60),
    "version 2, 3 or 4": b"\x09\x00\x04\x00\x02\x00\x10\x00" + bytes(60),
    "without its container": b"\x09\x08\x10\x00\x00\x06\x10\x00" + bytes(60),
    "SPSS": b"$FL2@(#) SPSS DATA FILE" + bytes(60),
    "Stata": b"<stata_dta><header><release>118</release></header></stata_dta>",
    "SAS": b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!" + b"0" * 32,
    "dBase": b"\x03\x7c\x01\x05" + bytes(60),
    "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(60),
    "R data": b"RDX3\nX\n" + bytes(60),
    "web archive": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table><tr><td>1</table>",
    "e-mail": b"From: a@b.example\r\nTo: b\r\nSubject: table\r\n\r\nHello\r\n",
    "DIF": b'TABLE\r\n0,1\r\n"EXCEL"\r\n',
    "PGP": b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n",
    "SYLK": b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K5\r\nE\r\n",
}


def refused(content: bytes, name: str) -> Unreadable:
    with pytest.raises(Unreadable) as told:
        read(content, name)
    return told.value


@pytest.mark.parametrize("kind", FOREIGN)
def test_file_is_refused_by_what_it_is(kind: str) -> None:
    told = refused(FOREIGN[kind], "x")
    assert told.finding_id == "file-not-tabular"
    assert kind in told.detail


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_archive_holds_texts_only(content: bytes) -> None:
    assert refused(zip_of({"a": content, "b.csv": TABLE}), "x.zip").finding_id == "archive-unsafe"
    assert refused(gzip.compress(content), "x.gz").finding_id == "archive-unsafe"


def test_old_workbook_keeps_its_name() -> None:
    named_truly(FOREIGN["version 2, 3 or 4"], "x.xls")
    with pytest.raises(Unreadable, match="not a valid text"):
        named_truly(PICTURE, "x.csv")


@pytest.mark.parametrize(
    "text", ["ID;PLZ;Ort\n1;12345;Ulm\n2;10115;Berlin\n", "ID;PLZ;N\nB;1;2\nC;2;3\n", "BZh;N\n1;2\n"]
)
def test_text_that_only_starts_alike_is_read(text: str) -> None:
    named_truly(text.encode(), "x.csv")
    assert texts(read(text.encode(), "x.csv")[0])[1] == text.partition("\n")[0].split(";")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (compound_of({"WordDocument": b"x"}), "Word document of the old form"),
        (compound_of({"__properties_version1.0": b"x"}), "e-mail message"),
        (zip_of({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}), "presentation"),
        (zip_of({"Index/Document.iwa": b"x"}), "iWork"),
        (zip_of({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<x/>"}), "book"),
    ],
)
def test_office_file_that_is_no_table_is_named(content: bytes, kind: str) -> None:
    told = refused(content, "x")
    assert told.finding_id == "file-not-tabular"
    assert kind in told.detail


@pytest.mark.parametrize(
    "text",
    [
        "from;to;n\na;b;1\nc;d;2\n",
        "TABLE;N\n0;1\n2;3\n",
        "From: 2020\nTo: 2024\n1;2\n3;4\n",
        "ORC;N\n1;2\n",
        "mime;n\na;1\n",
    ],
)
def test_text_with_such_words_is_a_text(text: str) -> None:
    assert read(text.encode(), "x.csv")[0].cells.height == text.count("\n")


def test_member_that_is_no_regular_file_is_refused() -> None:
    device = zipfile.ZipInfo("a.csv")
    device.external_attr = (stat.S_IFCHR | 0o644) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(device, TABLE)

    assert "no regular file" in refused(buffer.getvalue(), "x.zip").detail
