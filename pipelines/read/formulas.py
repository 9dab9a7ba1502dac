"""Formulas of workbooks are never worked out, but what they name is told."""

import re

_OTHER_BOOK = re.compile(r"(?:^|[^\w\]\[.])\[[^\[\]]+\][^\[\]!]*!")
_QUOTED = re.compile(r'"[^"]*"')


def without_texts(formula: str) -> str:
    """A formula with every text in it a blank one."""
    return _QUOTED.sub('""', formula)


def links_elsewhere(formula: str) -> bool:
    """Whether a formula names another workbook.

    >>> links_elsewhere("[1]Sheet1!A1"), links_elsewhere("'[b.xlsx]S 1'!A1"), links_elsewhere("Table1[2020]*2")
    (True, True, False)
    """
    return bool(_OTHER_BOOK.search(without_texts(formula)))
