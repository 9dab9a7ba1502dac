"""Nothing that one person alone has decided reaches a mart: mappings and codelists take an author and a reviewer."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import approvals, catalogue, handover
from pipelines.catalogue import SourceError
from pipelines.register import approved, versions
from pipelines.register.acts import VersionKind
from pipelines.register.errors import DeniedError
from pipelines.submit import submit
from schemas import codelist
from schemas.source import Source
from tests.support.small import csv_of, plant, rows_of, told
from warehouse.build import fill

SOURCE = "xz_test_records"
TODAY = date.today()  # noqa: DTZ011 - the day of this machine
IN_ONE_DATABASE = pytest.mark.parametrize("register", ["sqlite"], indirect=True)  # it holds nothing that is asked for
pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
def folder(small: Source, tmp_path: Path) -> Path:
    """The folder of sources, with an accepted edition of the small one."""
    submit(csv_of(rows_of({}, {}, {})), "x.csv", source=small, edition="2024")
    return tmp_path / "sources"


def cells() -> set[str]:
    """Sources that have a cell in a mart."""
    with duckdb.connect() as connection:
        fill(connection, handover.frames(), progress=lambda _: None)
        return {source for (source,) in connection.execute("SELECT DISTINCT source_id FROM mart.cell").fetchall()}


def held() -> list[dict[str, Any]]:
    """What is said of editions that are held."""
    return handover.frames()["finding"].collect().filter(state="HELD").to_dicts()


def by_two(kind: VersionKind, name: str, monkeypatch: pytest.MonkeyPatch, start: date = TODAY) -> None:
    versions.propose(kind, name, valid_from=start, valid_to=None)
    with monkeypatch.context() as patch:
        patch.setenv("OSCEC_ACTOR", "Bert")
        versions.approve(kind, name)


def test_a_changed_mapping_is_held_with_file_version_author_and_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cells() == {SOURCE}
    before = handover.fingerprint()
    plant(folder, geo_code="XY", is_approved=False)
    [said] = held()

    assert cells() == set()
    assert handover.fingerprint() != before
    used = versions.standing("mapping")[0].used[:12]
    assert (said["finding_id"], said["edition"]) == ("mapping-unapproved", "2024")
    assert f"{SOURCE}.yml, version {used}, proposed by nobody: `oscec audit propose mapping {SOURCE}`" in said["text"]
    versions.propose("mapping", SOURCE, valid_from=TODAY, valid_to=None)
    assert f"proposed by Anna: `oscec audit approve mapping {SOURCE}`" in held()[0]["text"]
    with pytest.raises(DeniedError, match="cannot approve"):
        versions.approve("mapping", SOURCE)
    assert cells() == set()
    monkeypatch.setenv("OSCEC_ACTOR", "Bert")
    versions.approve("mapping", SOURCE)
    assert cells() == {SOURCE}
    assert held() == []


@IN_ONE_DATABASE
def test_a_held_edition_is_listed_and_nothing_of_it_is_here(folder: Path) -> None:
    plant(folder, geo_code="XY", is_approved=False)
    frames = handover.frames()

    assert frames["edition"].collect().select("source_id", "edition", "state").rows() == [(SOURCE, "2024", "HELD")]
    for name in ("incident", "figure", "exclusion", "fact", "break", "rule_outcome", "waiver"):
        assert frames[name].collect().is_empty(), name
    assert "incident" not in {name for name, given in handover.inputs().items() if isinstance(given, list)}


@IN_ONE_DATABASE
def test_notation_comments_and_editions_are_no_part_of_what_is_approved(folder: Path) -> None:
    path = folder / "xz" / SOURCE / f"{SOURCE}.yml"
    path.write_text(f"# a comment\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert cells() == {SOURCE}
    more = {"edition": "2025", "period_start": "2025-01-01", "period_end": "2025-12-31"}
    plant(folder, editions=[*told()["editions"], more])

    assert cells() == {SOURCE}
    approvals.path_of("mapping", SOURCE).unlink()
    assert cells() == set()


def test_a_version_counts_while_it_is_valid(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(folder, geo_code="XY", is_approved=False)
    by_two("mapping", SOURCE, monkeypatch, TODAY + timedelta(days=30))

    assert cells() == set()
    monkeypatch.setattr("pipelines.register.ask.today", lambda _: TODAY + timedelta(days=30))
    assert cells() == {SOURCE}


def _other_list(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The codelist says something else than was approved."""
    content = codelist.content
    monkeypatch.setattr(codelist, "content", lambda each: content(each) + b" " * (each == name))


@pytest.mark.parametrize(("name", "is_held"), [("motivation", True), ("threat", False), ("missing", True)])
def test_a_changed_codelist_holds_the_sources_that_use_it(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, *, is_held: bool
) -> None:
    assert folder.exists()
    _other_list(name, monkeypatch)
    assert cells() == (set() if is_held else {SOURCE})
    assert [each["finding_id"] for each in held()] == ["codelist-unapproved"] * is_held
    assert all(f"{name}.csv, version " in each["text"] for each in held())

    by_two("codelist", name, monkeypatch)
    assert cells() == {SOURCE}


@IN_ONE_DATABASE
def test_figures_use_the_dimensions_that_their_labels_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OSCEC_SOURCES", raising=False)
    source = catalogue.source("gb_nca_akeu")

    assert approved.uses(source, "motivation")
    assert not approved.uses(source, "channel")
    assert approved.uses(source, "statistic")


@IN_ONE_DATABASE
@pytest.mark.parametrize(
    ("line", "error"),
    [
        (f"{SOURCE},{'ab' * 32},Anna,ANNA ,2024-01-01", "2: nobody approves what he wrote"),
        (f"{SOURCE},{'ab' * 32},Anna,Bert,yesterday", "2: an approval has version_of, sha256"),
        (f"{SOURCE},{'ab' * 32}", "2: an approval has version_of, sha256"),
    ],
)
def test_a_line_that_is_no_approval_is_named(folder: Path, line: str, error: str) -> None:
    assert folder.exists()
    path = approvals.path_of("mapping", SOURCE)
    path.write_text(f"version_of,sha256,author,reviewer,approved_on\n{line}\n", encoding="utf-8")

    with pytest.raises(SourceError, match=f"approvals.csv:{error}"):
        handover.frames()


def test_approvals_of_the_register_are_written_beside_what_they_are_about(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(folder, geo_code="XY", is_approved=False)
    by_two("mapping", SOURCE, monkeypatch)

    assert list(versions.kept_beside()) == [f"mapping {SOURCE}"]
    assert list(versions.kept_beside()) == []
    [kept] = approvals.shipped("mapping", SOURCE)
    assert (kept.author, kept.reviewer, kept.sha256) == ("Anna", "Bert", versions.standing("mapping")[0].used)


def test_everything_that_ships_is_approved_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OSCEC_SOURCES", raising=False)
    found = [each for each in versions.standing("mapping", "codelist") if not each.is_in_force]

    assert not found, "let one person `oscec audit propose`, another one approve, then `oscec audit keep-approvals`"
