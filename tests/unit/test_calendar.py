"""Deadlines against what came: late, missing, and a nil return that silence never is."""

from datetime import date
from pathlib import Path

import pytest

from pipelines import calendar
from pipelines.calendar import Came, dues, state_of
from pipelines.catalogue import SourceError
from schemas.calendar import STATES, Due, read
from tests.support.small import plant

DUE = Due(edition="2024", due=date(2025, 3, 31))
NIL = Due(edition="2024", due=date(2025, 3, 31), answer="NIL", answered_on=date(2025, 4, 2))
BEFORE, THE_DAY, AFTER = date(2025, 3, 30), date(2025, 3, 31), date(2025, 4, 5)
HEAD = "edition,due,answer,answered_on,note\n"


@pytest.mark.parametrize(
    ("due", "came", "on", "state", "late"),
    [
        (DUE, Came(), BEFORE, "EXPECTED", None),
        (DUE, Came(), THE_DAY, "EXPECTED", None),
        (DUE, Came(), AFTER, "MISSING", 5),
        (DUE, Came(taken_in=THE_DAY), AFTER, "RECEIVED", 0),
        (DUE, Came(taken_in=AFTER), AFTER, "LATE", 5),
        (DUE, Came(refused=BEFORE), AFTER, "REFUSED", 5),
        (DUE, Came(taken_in=BEFORE, refused=BEFORE), AFTER, "RECEIVED", 0),
        (DUE, Came(taken_in=BEFORE, is_withdrawn=True), AFTER, "WITHDRAWN", 0),
        (NIL, Came(), BEFORE, "EXPECTED", None),
        (NIL, Came(), date(2025, 4, 1), "MISSING", 1),
        (NIL, Came(), AFTER, "NIL", 2),
        (NIL, Came(taken_in=AFTER), AFTER, "LATE", 5),
    ],
)
def test_how_a_delivery_stands(due: Due, came: Came, on: date, state: str, late: int | None) -> None:
    found = state_of("xz_test_records", due, came=came, on=on)

    assert (found.state, found.days_late) == (state, late)
    assert found.state in STATES


def test_a_calendar_is_read() -> None:
    found = read(HEAD + "2023,2024-03-31,NIL,2024-03-01,none\n2024,2025-03-31,,,\n")

    assert [(each.edition, each.answer, each.note) for each in found] == [("2023", "NIL", "none"), ("2024", None, "")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("edition,due\n", "the columns must be edition,due,answer,answered_on,note"),
        (HEAD + "2023,soon,,,\n", "line 2"),
        (HEAD + "2023,2024-03-31,NIL,,\n", "belong together"),
        (HEAD + "2023,2024-03-31,NONE,2024-03-01,\n", "line 2"),
        (HEAD + "../x,2024-03-31,,,\n", "is no name of an edition"),
        (HEAD + "2023,2024-03-31,,,\n2023,2024-04-30,,,\n", "these editions are due twice: 2023"),
    ],
)
def test_a_calendar_that_is_wrong_says_where(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read(text)


def test_a_wrong_calendar_is_named_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCEC_SOURCES", str(tmp_path))
    path = plant(tmp_path).with_name("calendar.csv")
    path.write_text(HEAD + "2024,never,,,\n", encoding="utf-8")

    with pytest.raises(SourceError, match=r"calendar\.csv: line 2"):
        dues()


def test_a_source_without_a_calendar_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCEC_SOURCES", str(tmp_path))
    plant(tmp_path)

    assert dues() == {}
    assert calendar.deliveries(AFTER) == []
    assert calendar.silent(dues()) == ["xz_test_records"]


def test_the_calendars_that_ship_say_that_they_are_invented() -> None:
    shipped = dues()

    assert shipped
    assert all("invented" in each.note for calendar_ in shipped.values() for each in calendar_)
