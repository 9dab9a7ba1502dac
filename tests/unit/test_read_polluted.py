"""Every kind of pollution of csv files ends in the clean rows or in a refusal that names the line; never in others."""

import pytest

from pipelines.read import Unreadable, read
from pipelines.read.seen import Seen, look
from tests.support.pollution import CLEAN, HEADER, Case, cases, line_of

CASES = list(cases())
WHOLE = [HEADER, *CLEAN]


def seen(content: bytes) -> Seen | Unreadable:
    """The table as seen, or why there is none."""
    try:
        [sheet] = read(content, "x.csv")
        return look(sheet, is_text=True)
    except Unreadable as error:
        return error


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_polluted_file_is_read_exactly_or_refused_at_its_line(case: Case) -> None:
    found = seen(case.content)
    if isinstance(found, Unreadable):
        assert not case.line or f"line {case.line} " in f"{found.detail} ", found.detail
    elif case.is_loose:
        at = next(at for at in range(1, len(CLEAN)) if line_of(WHOLE, at) == case.line)
        assert found.grid[:at] + found.grid[at + 1 :] == WHOLE[:at] + WHOLE[at + 1 :]
        assert {flag.row for flag in found.flags if flag.reason == "quotation"} == {at}
    else:
        assert found.grid == case.rows
        assert not case.told or any(case.told in flag.reason for flag in found.flags if flag.row < 1)


def test_most_kinds_need_no_refusal() -> None:
    refused = [case.name for case in CASES if case.rows is not None and isinstance(seen(case.content), Unreadable)]

    assert refused == ["second table of more columns", "quoted by apostrophes"]
