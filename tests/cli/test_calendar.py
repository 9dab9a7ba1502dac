"""`oscec calendar`: what the register holds of each delivery that is due."""

from pathlib import Path

from pipelines import catalogue
from tests.cli.conftest import FIGURES, MODEL, Oscec

HEAD = "edition,due,answer,answered_on,note\n"


def declare(text: str) -> None:
    """Put a calendar beside the model country's source file."""
    path = catalogue.paths()[MODEL].with_name("calendar.csv")
    path.unlink(missing_ok=True)
    path.write_text(HEAD + text, encoding="utf-8")


def test_deliveries_are_told_by_what_became_of_them(snapshot: Oscec, folders: Path) -> None:
    assert folders.exists()
    due = {"2022": "2023-03-31,NIL,2023-03-01", "2023": "2024-03-31,,", "2024": "2024-03-31,,", "2025": "2026-03-31,,"}
    declare("".join(f"{edition},{told},\n" for edition, told in {**due, "2026": "3000-03-31,,"}.items()))
    ended = snapshot("calendar", "--on", "2999-12-31", "--json")
    states = {each["edition"]: each["state"] for each in ended.told["deliveries"]}

    assert ended.code == 1
    assert states == {"2022": "NIL", "2023": "REFUSED", "2024": "LATE", "2025": "MISSING", "2026": "EXPECTED"}
    assert FIGURES in ended.told["no_deadline"]


def test_what_came_after_a_day_has_not_come_by_then(snapshot: Oscec) -> None:
    declare("2024,2024-03-31,,,\n")
    ended = snapshot("calendar", "--on", "2024-04-10", "--source", MODEL)

    assert (ended.code, "MISSING" in ended.out) == (1, True)
    assert "As it stands on 2024-04-10." in ended.out
    assert "XA to XZ are model countries" in ended.out


def test_nothing_is_wrong_while_nothing_is_missing(snapshot: Oscec) -> None:
    declare("2024,2999-03-31,,,\n")

    assert snapshot("calendar", "--source", MODEL, "--on", "2999-01-01").code == 0
