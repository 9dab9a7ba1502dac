"""Text as a workbook may hold it: a string, never a formula, without signs that XML has no place for."""

import re

LONGEST = 32_767
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def plain(text: str) -> str:
    r"""The text for an XML cell; what looks like an escaped sign stays what it is.

    >>> plain("=1+1"), plain("_x0041_"), plain("a\x00b")
    ('=1+1', '_x005F_x0041_', 'a\ufffdb')
    """
    shown = _IMPOSSIBLE.sub("\ufffd", text)
    return _ESCAPE.sub("_x005F_", shown[:LONGEST])
