"""A release is made anew from its raw bytes; what is missing is named, and exactly the cells that hang on it."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import catalogue, home, keys, receive
from pipelines.derivation import drift, holdings
from pipelines.derivation.manifest import Manifest, bytes_of
from pipelines.derivation.verify import Verdict, verify
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.register import acts, corrections, originals, record
from pipelines.submit import submit
from tests.derivation.conftest import FIGURES, RECORDS, SOURCES, send
from tests.support.small import csv_of, plant, rows_of
from tests.support.thorough import some_of
from warehouse.contents import contents, names
from warehouse.differences import SURROGATES, Difference
from warehouse.explain.rows import rows
from warehouse.lineage import part, rests_on

HOTLINE, HELD = "us_ncmec_sextortion", "xz_held_records"
CHILDREN = {"counting_unit": "VICTIM", "recording_stage": "RECORDED_INPUT", "geographic_role": "VICTIM_RESIDENCE",
            "population_age": "CHILDREN_ONLY"}  # fmt: skip
SOON = date.today() + timedelta(days=30)  # noqa: DTZ011 - any day that is not over
REVISED = rows_of({}, {"Motive": "money"}, {"Age": "13-15"}, {"Demand": "cash;images"})
WAIVED = [*REVISED, *rows_of({"Number": "C-9", "Age": "30"})]
Delivered = tuple[bytes, str, str, str]
Row = tuple[str, str]
PLACES = [(RECORDS, "2024-2"), (RECORDS, "2024"), (HELD, "2024"), (FIGURES, "2016"), (HOTLINE, "2016")]


def correct() -> None:
    """A cell of the revision is counted as something else, by two people."""
    told = {"source_id": RECORDS, "edition": "2024-2", "sheet": "records-2.csv", "cell": "C3"}
    said = {"before": "money", "after": "sexual", "reason": "the office wrote to us", "expires": None}
    record.record(
        acts.ApproveCorrection(correction=corrections.propose(acts.ProposeCorrection(**told, **said))), "Bert"
    )


def deliveries() -> list[Delivered]:
    """Records with a revision, those of a source held back, and published figures that share dimensions."""
    shipped = [(source_id, each) for source_id in (FIGURES, HOTLINE) for each in catalogue.source(source_id).editions]
    paths = [
        (catalogue.paths()[source_id].parent / str(each.shipped), source_id, each.edition)
        for source_id, each in shipped
    ]
    return [
        (csv_of(WAIVED), "records.csv", RECORDS, "2024"),
        (csv_of(REVISED), "records-2.csv", RECORDS, "2024-2"),
        *([(csv_of(REVISED[:2]), "held.csv", HELD, "2024")] if HELD in catalogue.paths() else []),
        *((path.read_bytes(), path.name, source_id, edition) for path, source_id, edition in paths),
    ]


def waive() -> None:
    """Somebody asks for a waiver, somebody else approves it."""
    told = {"source_id": RECORDS, "edition": "2024", "reason": "known to the office", "expires": SOON}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCEC_ACTOR", "Anna")
        number = record.record(acts.RequestWaiver(rule="victim-age-outside-population", **told)).sequence
        patch.setenv("OSCEC_ACTOR", "Bert")
        record.record(acts.ApproveWaiver(waiver=number))


def fill(folder: Path, patch: pytest.MonkeyPatch, wanted: Callable[[Delivered], bool]) -> Path:
    """An installation with these of the deliveries, a refused one and a waiver, on keys that all share."""
    for name in ("data", "sources"):
        patch.setenv(f"OSCEC_{name.upper()}", str(folder / name))
    for each in deliveries():
        if each[2:] == (RECORDS, "2024"):
            submit(csv_of(rows_of({"Age": "x"})), "bad.csv", source=catalogue.source(RECORDS), edition="2024")
            waive()
        if wanted(each):
            send(*each)
        if wanted(each) and each[2:] == (RECORDS, "2024-2"):
            correct()
            send(*each)
    if RECORDS in catalogue.paths():
        refused = submit(
            csv_of(rows_of({"Age": "x", "Date": "2023-01-01"})),
            "bad.csv",
            source=catalogue.source(RECORDS),
            edition="2023",
        )
        assert refused.receipt is None
    return ensure_snapshot()[0]


def sources(folder: Path) -> None:
    plant(folder / "sources", counting=CHILDREN)
    plant(folder / "sources", source_id=HELD, is_approved=False)
    for source_id in (FIGURES, HOTLINE):
        shutil.copytree(SOURCES / source_id[:2] / source_id, folder / "sources" / source_id[:2] / source_id)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The installation that all tests of this module copy; its folder."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("made")
        patch.setenv("OSCEC_KEYS", str(folder / "keys"))
        sources(folder)
        fill(folder, patch, lambda _: True)
        yield folder


@pytest.fixture
def release(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The manifest of a copy, to be damaged."""
    shutil.copytree(made, tmp_path / "release", symlinks=True)
    for name in ("data", "sources"):
        monkeypatch.setenv(f"OSCEC_{name.upper()}", str(tmp_path / "release" / name))
    return home.warehouse() / "oscec-000001.manifest.json"


def damage(sha256: str) -> None:
    """Change one bit of what is kept under a hash."""
    path = receive.object_path(sha256)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def raw_of(manifest: Manifest, place: tuple[str, str]) -> str:
    [found] = [each.raw.sha256 for each in manifest.editions if each.place == place]
    return found


def held(path: Path) -> Counter[Row]:
    """Every row of every table as text, without the numbers that only tell rows apart."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return Counter((name, row) for name in names(connection) for row in _rows(connection, name))


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    left_out = SURROGATES.get(name, ())
    columns = f"* EXCLUDE ({', '.join(left_out)})" if left_out else "*"
    told = connection.execute(f"SELECT {columns} FROM {name}")  # noqa: S608 - our own names
    heads = [each[0] for each in told.description or []]
    return [plain(dict(zip(heads, row, strict=True))) for row in told.fetchall()]


def plain(row: dict[str, Any] | None) -> str:
    """A row as text. Entries of another log have other numbers and other times."""
    return re.sub(r"(?<=correction) \d+|(?<='correction': )\d+|(?<='approved_on': )'[^']+'", "", repr(row))


def named(found: list[Difference]) -> Counter[Row]:
    return Counter((each.table, plain(each.before)) for each in found)


def test_an_unharmed_release_comes_out_again(release: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    verdict = verify(release, lambda *step: seen.append(step))

    assert verdict.is_clean, (verdict.unlike, verdict.faults, verdict.unexplained)
    assert verdict.drifted == []
    assert seen[-1][1:] == (len(verdict.manifest.editions) + 1,) * 2
    assert verdict.manifest.refused
    assert set(verdict.manifest.lacking) == {HELD}
    assert [each.place for each in verdict.manifest.editions if each.corrections] == [(RECORDS, "2024-2")]
    assert verdict.manifest.waivers


@pytest.mark.parametrize("place", some_of(PLACES, 1), ids=" ".join)
def test_a_changed_byte_names_exactly_what_a_rebuild_without_the_file_lacks(
    place: tuple[str, str], release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = Manifest.read(release)
    damage(raw_of(manifest, place))
    verdict = verify(release)

    [fault] = verdict.faults
    assert (fault.kind, fault.editions, fault.what) == ("raw file", (place,), "was changed")
    assert verdict.unexplained == []
    published = held(home.warehouse() / manifest.snapshot)
    sources(tmp_path / "without")
    without = fill(tmp_path / "without", monkeypatch, lambda each: each[2:] != place)
    expected, found = published - held(without), named(verdict.dependent[fault])
    assert (list(expected - found), list(found - expected)) == ([], [])


def test_what_carries_the_edition_is_named_by_lineage_alone(made: Path) -> None:
    """Without any rebuild: a row that carries source and edition rests on it, and no record rests on another source."""
    with duckdb.connect(str(made / "data" / "warehouse" / "oscec-000001.duckdb"), read_only=True) as connection:
        one = part(connection, RECORDS, "2024-2")
        for table in names(connection):
            for row in rows(connection, f"FROM {table}"):
                if (row.get("source_id"), row.get("edition")) == (RECORDS, "2024-2"):
                    assert rests_on(table, row, one=one)
                if table in {"core.incident", "core.figure", "core.exclusion"} and row["source_id"] != RECORDS:
                    assert not rests_on(table, row, one=one)


def test_a_lost_mapping_is_named_with_everything_its_source_gave(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = Manifest.read(release)
    lost = manifest.mappings[HOTLINE].sha256
    receive.object_path(lost).unlink()
    verdict = verify(release)

    [fault] = verdict.faults
    assert (fault.kind, fault.name, fault.sha256, fault.what) == ("mapping", HOTLINE, lost, "is gone")
    assert verdict.unexplained == []
    published = held(home.warehouse() / manifest.snapshot)
    sources(tmp_path / "without")
    shutil.rmtree(tmp_path / "without" / "sources" / "us")
    monkeypatch.setattr("tests.derivation.test_verify.HOTLINE", FIGURES)
    without = fill(tmp_path / "without", monkeypatch, lambda _: True)
    assert named(verdict.dependent[fault]) == published - held(without)


def test_what_the_program_still_has_is_named_and_nothing_hangs_on_it(release: Path) -> None:
    manifest = Manifest.read(release)
    for each in (manifest.codelists["motivation"], manifest.rules["schemas/rules.csv"]):
        damage(each.sha256)
    receive.object_path(manifest.archive).unlink()
    verdict = verify(release)

    assert faults_of(verdict) == [("codelist", "was changed"), ("rule book", "was changed"), ("program", "is gone")]
    assert verdict.is_rebuilt
    assert not verdict.is_clean
    assert ([*verdict.dependent.values()], verdict.unexplained) == ([[], [], []], [])


def test_nothing_can_be_made_without_a_codelist_that_is_nowhere(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(Manifest.read(release).codelists["demand"].sha256)
    other = holdings.codelists() | {"demand": b"another one"}
    monkeypatch.setattr(holdings, "codelists", lambda: other)
    verdict = verify(release)

    assert [(fault.name, fault.is_of_all) for fault in verdict.faults] == [("demand", True)]
    assert not verdict.is_rebuilt
    assert any(text.startswith("codelist demand:") for text in verdict.drifted)


def test_what_changed_since_is_named(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now: dict[str, dict[str, Any]] = {
        "codelists": holdings.codelists() | {"demand": b"another one"},
        "rule_book": {
            "schemas/rules.csv": b"one rule",
            "schemas/findings.csv": holdings.rule_book()["schemas/findings.csv"],
        },
        "code": holdings.code() | {"warehouse/core/tally.sql": b"SELECT 1"},
        "packages": holdings.packages() | {"polars": "1.0.0"},
        "settings": {"OSCEC_LIMIT_COLUMNS": "7"},
    }
    for name, content in now.items():
        monkeypatch.setattr(holdings, name, lambda content=content: content)
    plant(home.data().parent / "sources", counting=CHILDREN, title="Another title (model country, invented data)")

    assert [text.partition(":")[0] for text in drift.since(Manifest.read(release))] == [
        "codelist demand", "rule book schemas/rules.csv", f"mapping {RECORDS}", "program warehouse/core/tally.sql",
        "package polars", "setting OSCEC_LIMIT_COLUMNS",
    ]  # fmt: skip


def test_a_figure_changed_in_the_snapshot_is_named_though_file_and_manifest_agree(release: Path) -> None:
    manifest = Manifest.read(release)
    snapshot = home.warehouse() / manifest.snapshot
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute(
            "UPDATE mart.cell SET lower = lower + 1 WHERE code = 'FINANCIAL' AND source_id = ?", [FIGURES]
        )
        tables = {name: vars(each) for name, each in contents(connection).items()}
    forged = manifest.model_dump() | {"file": bytes_of(snapshot), "tables": tables}
    release.write_bytes(Manifest.model_validate(forged).content)
    verdict = verify(release)

    assert verdict.unlike == ["the log does not hold this manifest: it is changed or never published"]
    [found] = verdict.unexplained
    assert (found.table, found.changed) == ("mart.cell", {"lower": (666, 665)})


def test_a_program_that_nobody_vouches_for_is_not_run(release: Path, tmp_path: Path) -> None:
    evil = f"open({str(tmp_path / 'ran')!r}, 'w')\n".encode()
    files = holdings.code() | {"pipelines/derivation/rebuild.py": evil}
    told = {"archive": receive.hold(holdings.archive(files))}
    release.write_bytes(Manifest.read(release).model_copy(update=told).content)
    verdict = verify(release)

    assert verdict.unlike == ["the log does not hold this manifest: it is changed or never published"]
    assert (verdict.is_rebuilt, verdict.is_clean, (tmp_path / "ran").exists()) == (False, False, False)


def test_a_snapshot_that_is_gone_is_proved_by_its_manifest(release: Path) -> None:
    """Any past release: its file is pruned, its manifest stays. What is used since is put aside."""
    snapshot = home.warehouse() / Manifest.read(release).snapshot
    snapshot.unlink()
    plant(home.data().parent / "sources", counting=CHILDREN, title="Another title (model country, invented data)")
    verdict = verify(release)

    assert verdict.unlike == [f"{snapshot.name} is gone or cannot be read"]
    assert (verdict.faults, verdict.unexplained, verdict.is_rebuilt) == ([], [], True)
    assert any(text.startswith(f"mapping {RECORDS}") for text in verdict.drifted)


def faults_of(verdict: Verdict) -> list[tuple[str, str]]:
    return [(fault.kind, fault.what) for fault in verdict.faults]


def test_a_lost_key_is_named_with_the_digests_that_hang_on_it(
    release: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSCEC_KEYS", str(tmp_path / "keys"))
    shutil.copytree(made / "keys", tmp_path / "keys")
    (keys.folder() / f"{RECORDS}.key").unlink()
    verdict = verify(release)

    assert faults_of(verdict) == [("key", "is gone")]
    [found] = verdict.dependent.values()
    assert {(each.table, *each.changed) for each in found} == {("core.incident", "row_key")}
    assert not (keys.folder() / f"{RECORDS}.key").exists()


def test_lost_corrections_and_a_deletion_are_named_each_with_what_hangs_on_it(release: Path) -> None:
    receive.object_path(Manifest.read(release).corrections).unlink()
    originals.delete(HOTLINE, "2014", "its time is over")
    verdict = verify(release)

    deleted = ("raw file", "was deleted by an act of the log")
    assert faults_of(verdict) == [deleted, ("corrections", "is gone")]
    figures, records = verdict.dependent.values()
    assert {(each.key["source_id"], each.key["edition"]) for each in figures if each.table == "core.figure"} == {
        (HOTLINE, "2014")
    }
    assert {(each.key["source_id"], each.key["edition"]) for each in records if each.table == "core.incident"} == {
        (RECORDS, "2024-2")
    }
    assert any(each.table == "core.correction" for each in records)
    assert verdict.unexplained == []
