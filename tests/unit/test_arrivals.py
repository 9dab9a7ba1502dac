"""What lies ready: files that ship with a source, and files in the inbox."""

from pathlib import Path

from pipelines import home
from pipelines.arrivals import arrivals
from schemas.source import Source
from tests.support.small import plant, told


def drop(source_id: str, edition: str, *names: str) -> None:
    folder = home.inbox() / source_id / edition
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_bytes(b"x")


def seen() -> list[tuple[str, str, str, str]]:
    return [(each.source_id, each.edition, each.path.name, each.problem) for each in arrivals()]


def test_nothing_is_ready_at_first(small: Source) -> None:
    assert small.source_id
    assert arrivals() == []


def test_shipped_file_lies_below_its_source(small: Source, tmp_path: Path) -> None:
    editions = [each | {"shipped": f"examples/{each['edition']}/x.csv"} for each in told()["editions"][:1]]
    plant(tmp_path / "sources", editions=editions)
    [found] = arrivals()

    assert found.path == tmp_path / "sources" / "xz" / small.source_id / "examples" / "2023" / "x.csv"
    assert (found.edition, found.problem) == ("2023", "")


def test_dropped_files_are_found_in_order(small: Source) -> None:
    drop(small.source_id, "2024", "x.csv", ".x.csv.part")
    drop(small.source_id, "2023", "y.csv")
    (home.inbox() / small.source_id / "note.txt").write_text("x")

    assert seen() == [(small.source_id, "2023", "y.csv", ""), (small.source_id, "2024", "x.csv", "")]


def test_unknown_source_and_several_files_are_problems(small: Source) -> None:
    drop(small.source_id, "2024", "x.csv", "y.csv")
    drop("xz_other", "2024", "x.csv")

    assert [problem.split(":")[0] for *_, problem in seen()] == [
        "no source is called xz_other", "2 files for one edition", "2 files for one edition",
    ]  # fmt: skip


def test_what_is_no_plain_file_is_a_problem(small: Source, tmp_path: Path) -> None:
    drop(small.source_id, "2024")
    drop(small.source_id, "2023", "x.csv")
    (home.inbox() / small.source_id / "2024" / "link.csv").symlink_to(tmp_path)
    (home.inbox() / small.source_id / "2023" / "folder").mkdir()

    assert [problem.split(":")[0] for *_, problem in seen()] == ["a link, a folder or a special file lies here"] * 3


def test_a_folder_that_cannot_be_an_edition_is_a_problem(small: Source) -> None:
    drop(small.source_id, "2024 final!", "x.csv", "~$x.csv")

    assert [problem.split(" cannot")[0] for *_, problem in seen()] == ["'2024 final!'"]
