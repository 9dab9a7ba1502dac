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
    b"{\\rtf": "RTF",
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*"), "a picture"),
}
_OLD_EXCEL = tuple(bytes((9, version, size, 0)) for version, size in ((0, 4), (0, 6), (2, 6), (4, 6), (8, 8), (8, 16)))
_SHAPES = {
    re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P|\Z)"): "a bz2 archive (binary)",
    re.compile(rb"ID;P[^\r\n]*\r?\n(?:[BFO];[A-Z]|P;[A-Z]|C;[XYKR])"): "SYLK",
}
_TAR_MARK, _TAR_AT = b"ustar", 257

MARKS = tuple(_STARTS)


def what(content: bytes) -> str | None:
    """What the bytes are where they hold no table of ours; None where they may."""
    if is_old_excel(content):
        return "an Excel workbook of version 2, 3 or 4, or one without its container: a format not supported"
    if content[_TAR_AT : _TAR_AT + len(_TAR_MARK)] == _TAR_MARK:
        return "a tar archive (binary)"
    known = next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)
    return known or next((kind for shape, kind in _SHAPES.items() if shape.match(content)), None)


def is_old_excel(content: bytes) -> bool:
    """Whether the bytes are records of a workbook that no container holds, as before version 5."""
    return content.startswith(_OLD_EXCEL)
