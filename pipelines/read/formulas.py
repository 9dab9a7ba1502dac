"""Formulas of workbooks are never worked out, but what they name is told."""

import re
from dataclasses import dataclass, field

TELLING = r"[\[|]|(?i:WEBSERVICE|RTD|STOCKHISTORY|IMAGE|SQL\.REQUEST)\("
_IS_TELLING = re.compile(TELLING)
_OTHER_BOOK = re.compile(r"(?:^|[^\w\]\[.])\[[^\[\]]+\][^\[\]!]*!")
_FETCHES = re.compile(r"\b(?:WEBSERVICE|RTD|STOCKHISTORY|IMAGE|SQL\.REQUEST)\(", re.IGNORECASE)
_DDE = re.compile(r"(?:^|[=+\-*/(,&\s])\w+\|(?:'[^']*'|\w+)!")
_QUOTED = re.compile(r'"[^"]*"')


@dataclass
class Formulas:
    """What is seen of the formulas of a sheet: whether there are any, and those that may name something outside."""

    is_any: bool = False
    telling: set[str] = field(default_factory=set)

    def take(self, formula: str) -> None:
        """Look at one formula."""
        self.is_any = True
        if _IS_TELLING.search(formula):
            self.telling.add(_QUOTED.sub('""', formula))

    @property
    def links_elsewhere(self) -> bool:
        """Whether one names another workbook."""
        return any(map(_OTHER_BOOK.search, self.telling))

    @property
    def fetches(self) -> bool:
        """Whether one fetches from the web or from another program."""
        return any(map(_FETCHES.search, self.telling))

    @property
    def runs(self) -> bool:
        """Whether one calls another program."""
        return any(map(_DDE.search, self.telling))


def formulas_of(texts: list[str]) -> Formulas:
    """The formulas of these texts.

    >>> formulas_of(["[1]Sheet1!A1"]).links_elsewhere, formulas_of(["Table1[2020]*2"]).links_elsewhere
    (True, False)
    """
    found = Formulas()
    for text in texts:
        found.take(text)
    return found
