"""The first sight of a file: the same from another process, under the same limits, with what identifies persons."""

import pytest

from pipelines.read import ReadOptions, Unreadable, guard
from pipelines.read.limits import Limits
from pipelines.sight import IDENTIFIES, SEEN, TABLES, Sight, sight_apart
from tests.support.workbooks import ods_text, xlsx_of

MAILS = [[f"N-{at}", f"canary{at}@post.example", "5"] for at in range(12)]
BOOK = xlsx_of([["A title", None, None], ["id", "contact", "cases"], *MAILS])


def told(sight: Sight) -> list[object]:
    """All that is handed over."""
    return [
        *((sheet.name, sheet.cells.rows(), sheet.facts.rows(), sheet.hidden) for sheet in sight.sheets),
        *((seen.name, seen.grid, seen.flags, seen.notes, seen.header_row) for seen in sight.seen),
        sight.tables,
    ]


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "is_small", lambda *_: False)


def test_another_process_sees_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    here = sight_apart(BOOK, "x.xlsx", looks=(SEEN, TABLES))
    monkeypatch.setattr(guard, "is_small", lambda *_: False)

    assert told(sight_apart(BOOK, "x.xlsx", looks=(SEEN, TABLES))) == told(here)
    assert [[area.header for area in each or []] for each in here.tables] == [[[2]]]
    assert [flag.row for flag in here.seen[0].flags if flag.reason.startswith(IDENTIFIES)] == [0]


@pytest.mark.usefixtures("apart")
def test_refusal_at_sight_keeps_its_finding() -> None:
    with pytest.raises(Unreadable) as refused:
        sight_apart(b"victim_name;day\na;2025-01-01\n", "x.csv")

    assert refused.value.finding_id == "column-personal"


def test_whoever_reads_and_looks_has_a_ceiling() -> None:
    content = ods_text([["id", "n"], *([f"a{at}", "5"] for at in range(20))])
    with pytest.raises(Unreadable) as stopped:
        sight_apart(content, "x.ods", options=ReadOptions(limits=Limits(memory_bytes=50_000_000)))

    assert stopped.value.finding_id == "file-stopped"


def test_tables_are_looked_for_alone_where_nothing_else_is_asked() -> None:
    found = sight_apart(b"victim_name;day\na;2025-01-01\n", "x.csv", looks=(TABLES,))

    assert (found.seen, [each is not None for each in found.tables]) == ([], [True])


def test_crowd_of_tables_is_not_looked_at() -> None:
    crowd = "".join(f"h{at},b\nx,2\n\n" for at in range(200)).encode()

    assert sight_apart(crowd, "x.csv", looks=(TABLES,)).tables == [None]
