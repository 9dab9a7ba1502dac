"""Formats that hold no table of ours, told by their first bytes: archives, pictures, programs, older workbooks."""

import re

_STARTS = {
    b"SQLite format 3": "a database (binary)",
    b"x\x9c": "compressed (binary)",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive (binary)",
    b"Rar!\x1a\x07": "a RAR archive (binary)",
    b"\xfd7zXZ\x00": "an xz archive (binary)",
    b"\x28\xb5\x2f\xfd": "a zstd archive (binary)",
    b"\x04\x22\x4d\x18": "an lz4 archive (binary)",
    b"MSCF\x00": "a cab archive (binary)",
    b"\x7fELF": "a program (binary)",
    b"{\\rtf": "an RTF file",
    b"$FL2": "an SPSS file",
    b"$FL3": "an SPSS file",
    b"<stata_dta>": "a Stata file",
    b"HEADER RECORD*******": "a SAS transport file",
    bytes(12) + b"\xc2\xea\x81\x60": "a SAS file",
    b"ARROW1\x00": "an Arrow or Feather file",
    b"Obj\x01": "an Avro file",
    b"\x89HDF": "an HDF5 file",
    b"RDX2\n": "R data",
    b"RDX3\n": "R data",
    b"\x00\x01\x00\x00Standard ": "an Access database",
    b"-----BEGIN PGP": "an encrypted or signed message (PGP)",
    b"BEGIN:V": "a card of contacts or a calendar",
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*"), "a picture"),
}
_OLD_EXCEL = tuple(bytes((9, version, size, 0)) for version, size in ((0, 4), (0, 6), (2, 6), (4, 6), (8, 8), (8, 16)))
_SHAPES = {
    re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P|\Z)"): "a bz2 archive (binary)",
    re.compile(rb"[\x69-\x73][\x01\x02]\x01\x00"): "a Stata file",
    re.compile(rb"[\x03\x83\x8b\xf5][\x00-\xff][\x01-\x0c][\x01-\x1f]"): "a dBase table",
    re.compile(rb"ORC[\x00-\x08]"): "an ORC file",
    re.compile(rb"TABLE\r?\n0,1\r?\n"): "a DIF file",
    re.compile(
        rb"MIME-Version: ?1\.0|From: [^\r\n]*[@<][^\r\n]*\r?\n(?:To|Subject|Date|MIME-Version|Snapshot-[\w-]+): ",
        re.IGNORECASE,
    ): "a web archive or an e-mail",
    re.compile(rb"ID;P[^\r\n]*\r?\n(?:[BFO];[A-Z]|P;[A-Z]|C;[XYKR])"): "a SYLK file",
}
_TAR_MARK, _TAR_AT, _TAR = b"ustar", 257, "a tar archive (binary)"
_OLD_WORKBOOK = "an Excel workbook of version 2, 3 or 4, or one without its container: a format not supported"

MARKS = tuple(_STARTS)
KINDS = frozenset({*_STARTS.values(), *_SHAPES.values(), _TAR, _OLD_WORKBOOK})


def what(content: bytes) -> str | None:
    """What the bytes are where they hold no table of ours; None where they may."""
    if is_old_excel(content):
        return _OLD_WORKBOOK
    if content[_TAR_AT : _TAR_AT + len(_TAR_MARK)] == _TAR_MARK:
        return _TAR
    known = next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)
    return known or next((kind for shape, kind in _SHAPES.items() if shape.match(content)), None)


def is_old_excel(content: bytes) -> bool:
    """Whether the bytes are records of a workbook that no container holds, as before version 5."""
    return content.startswith(_OLD_EXCEL)
