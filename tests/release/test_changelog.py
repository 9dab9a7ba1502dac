"""What changed between two releases, and that it tells no more than the two of them."""

from pathlib import Path

import polars as pl

from pipelines.release import changelog, manifest
from pipelines.release.agree import tables_of as read_tables
from pipelines.release.content import Former
from tests.support.released import cells, release, tables_of, verdicts, written


def changes(before: pl.DataFrame, after: pl.DataFrame, verdict: str = "WITH_NOTE") -> list[tuple[str | None, ...]]:
    """Change, column, before and after of every row."""
    one, other = tables_of(before, verdicts()), tables_of(after, verdicts(verdict))
    found = changelog.changes({each.name: each for each in one}, {each.name: each for each in other})
    return found.select("change", "column", "before", "after").rows()


def test_nothing_changes_in_the_same_tables() -> None:
    assert changes(cells(), cells()) == []


def test_a_revision_that_came_as_a_new_edition_meets_what_it_revises() -> None:
    revised = cells({"edition": "2024-2", "value": 13.0, "lower": 13, "upper": 13})

    assert changes(cells(), revised) == [
        ("REVISED", "value", "12.0", "13.0"),
        ("REVISED", "lower", "12", "13"),
        ("REVISED", "upper", "12", "13"),
    ]


def test_new_and_withdrawn_cells_are_listed() -> None:
    moved = cells({"code": "OTHER_PERSONAL"})

    assert changes(cells(), moved) == [("NEW", None, None, None), ("WITHDRAWN", None, None, None)]


def test_a_cell_that_is_withheld_now_shows_that_and_no_number_behind_it() -> None:
    withheld = cells({"value": None, "lower": None, "upper": None, "obs_status": "Q", "conf_status": "C"})

    assert ("REVISED", "value", "12.0", None) in changes(cells(), withheld)
    assert ("REVISED", "conf_status", "F", "C") in changes(cells(), withheld)


def test_verdicts_that_changed_are_listed_by_their_pair_not_by_its_number() -> None:
    assert changes(cells(), cells(), "NOT_COMPARABLE") == [("VERDICT", "verdict", "WITH_NOTE", "NOT_COMPARABLE")]


def test_the_changelog_of_a_release_says_nothing_its_two_folders_do_not(shared: Path, tmp_path: Path) -> None:
    last = manifest.read(shared)
    given = release(2, cells({"value": 13.0}), earlier=(Former(last.name, last.sha256),))
    written(tmp_path / "second", given, read_tables(shared, last))
    told = pl.read_csv(tmp_path / "second/changelog.csv", infer_schema=False)
    known = (shared / "csv/cell.csv").read_text(encoding="utf-8") + (tmp_path / "second/csv/cell.csv").read_text(
        encoding="utf-8"
    )

    assert told.select("change", "before", "after").rows() == [("REVISED", "12.0", "13.0")]
    assert all(number in known for number in [*told["before"], *told["after"]])
    assert "| mart.cell | REVISED | 1 |" in (tmp_path / "second/changelog.md").read_text(encoding="utf-8")


def test_the_first_release_says_that_it_is_the_first(shared: Path) -> None:
    assert "This is the first release of its tier." in (shared / "changelog.md").read_text(encoding="utf-8")
