"""Both lanes of a reader over the same bytes: what each gives, and how often the bulk lane was taken."""

from collections.abc import Callable

import polars as pl
import pytest

from pipelines.read import ReadOptions, Sheet, Unreadable, delimited, delimited_bulk, lanes, xlsx_bulk
from pipelines.read.limits import Limits
from pipelines.read.marks import NotBulk

ALWAYS, NEVER = 0, 10**15
Answer = list[Sheet] | str


def workbook(content: bytes, *, bulk_from: int) -> Answer:
    """The sheets of a workbook through the lane this size leads to, or why it is refused."""
    return _told(lambda: lanes.read(content, Limits(), bulk_from=bulk_from))


def text(content: bytes, options: ReadOptions, *, bulk_from: int) -> Answer:
    """The sheet of a text table through the lane this size leads to, or why it is refused."""
    return _told(lambda: [delimited.read(content, "t", options=options, bulk_from=bulk_from)])


def _told(call: Callable[[], list[Sheet]]) -> Answer:
    try:
        return call()
    except Unreadable as error:
        return str(error)


def assert_same(bulk: Answer, careful: Answer, file: str = "") -> None:
    """The same refusal, or the same sheets: cells and places, facts, values behind texts, hidden parts, notes."""
    if isinstance(bulk, str) or isinstance(careful, str):
        assert bulk == careful, file
        return
    assert len(bulk) == len(careful), file
    for ours, theirs in zip(bulk, careful, strict=True):
        assert (ours.name, ours.hidden, ours.notes) == (theirs.name, theirs.hidden, theirs.notes), file
        for frame in ("cells", "facts", "stored"):
            _assert_equal(getattr(ours, frame), getattr(theirs, frame), f"{file} {ours.name} {frame}")


def _assert_equal(ours: pl.DataFrame, theirs: pl.DataFrame, place: str) -> None:
    assert ours.schema == theirs.schema, place
    assert ours.equals(theirs), place


def why_not_in_bulk(content: bytes) -> list[str]:
    """For each sheet of a workbook the reason why the bulk lane leaves it, blank where it does not."""
    return bulk_workbook(content)[1]


def bulk_workbook(content: bytes) -> tuple[Answer, list[str]]:
    """What the bulk lane gives of a workbook, and for each sheet the reason why it is left, blank where it is not."""
    reasons: list[str] = []
    sheet = xlsx_bulk.sheet

    def noted(*arguments: object) -> Sheet:
        try:
            found = sheet(*arguments)  # type: ignore[arg-type]  # handed on as they came
        except NotBulk as error:
            reasons.append(str(error))
            raise
        reasons.append("")
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_bulk, "sheet", noted)
        return workbook(content, bulk_from=ALWAYS), reasons


def is_bulk_text(content: bytes, options: ReadOptions) -> bool:
    """Whether the bulk lane takes a text table."""
    try:
        delimited_bulk.read(content, "t", options=options)
    except NotBulk:
        return False
    return True


def both(content: bytes) -> Answer:
    """What both lanes give of a workbook, which is the same."""
    careful = workbook(content, bulk_from=NEVER)
    assert_same(workbook(content, bulk_from=ALWAYS), careful)
    return careful


def sheet_of(content: bytes) -> Sheet:
    """The one sheet of a workbook that both lanes read alike."""
    answer = both(content)
    assert not isinstance(answer, str), answer
    [sheet] = answer
    return sheet


def refusal_of(content: bytes) -> str:
    """Why both lanes refuse a workbook."""
    answer = both(content)
    assert isinstance(answer, str), answer
    return answer
