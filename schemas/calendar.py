"""When a delivery is due: one row of `calendar.csv` beside a source file, and the answer that nothing happened."""

import csv
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.source import is_edition_name
from schemas.strict import Strict

COLUMNS = ("edition", "due", "answer", "answered_on", "note")
STATES = {
    "RECEIVED": "taken in by its deadline",
    "LATE": "taken in after its deadline",
    "NIL": "the provider said that there is nothing to report: no delivery will come",
    "REFUSED": "came and was refused; nothing was taken in since",
    "WITHDRAWN": "was taken in and withdrawn since",
    "MISSING": "the deadline is over and nothing came, no nil return either",
    "EXPECTED": "the deadline is not over",
}


class Due(Strict):
    """One delivery that is due. `answer`: NIL where the provider said, on a day, that there is nothing to report."""

    edition: str = Field(description="the edition it will be; it need not be declared yet")
    due: date = Field(description="last day on which it is in time")
    answer: Literal["NIL"] | None = None
    answered_on: date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not is_edition_name(self.edition):
            raise ValueError(f"{self.edition!r} is no name of an edition")
        if (self.answer is None) != (self.answered_on is None):
            raise ValueError("an answer and the day it was given belong together")
        return self


def read(text: str) -> list[Due]:
    """The rows of a calendar. Raises ValueError that names line and column."""
    table = csv.DictReader(text.splitlines(), strict=True)
    if tuple(table.fieldnames or ()) != COLUMNS:
        raise ValueError(f"the columns must be {','.join(COLUMNS)}")
    found = [_row(line, row) for line, row in enumerate(table, start=2)]
    names = [each.edition for each in found]
    if twice := sorted({each for each in names if names.count(each) > 1}):
        raise ValueError(f"these editions are due twice: {', '.join(twice)}")
    return found


def _row(line: int, row: dict[str | None, str | None]) -> Due:
    try:
        return Due.model_validate({name: value or None for name, value in row.items() if name != "note" or value})
    except ValueError as error:
        raise ValueError(f"line {line}: {error}") from error
