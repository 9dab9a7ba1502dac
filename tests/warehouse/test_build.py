"""One snapshot at a time, whole or not at all; who reads an older one goes on reading it."""

import os
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.warehouse.conftest import Inputs
from warehouse import build as building
from warehouse import derive
from warehouse.build import BuildError, build, current, fill, fingerprint_of
from warehouse.tables import tables

TABLES = {table.name: table for table in tables()}


def numbers(path: Path) -> int:
    """What the snapshot at `path` says its number is; fails where it is not whole."""
    with duckdb.connect(str(path), read_only=True) as connection:
        for name in TABLES:
            connection.execute(f"SELECT count(*) FROM {name}").fetchall()  # noqa: S608  # our own names
        return int(connection.execute("SELECT number FROM core.snapshot").fetchall()[0][0])


def shown(folder: Path) -> Path:
    path = current(folder)
    assert path is not None
    return path


@pytest.fixture(scope="module")
def published(inputs: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(inputs, tmp_path_factory.mktemp("built"), fingerprint="first").path


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """A copy of its folder, in which more can be published."""
    copied = tmp_path / "warehouse"
    shutil.copytree(published.parent, copied)
    return copied


def test_snapshot_is_published_with_number_and_fingerprint(published: Path) -> None:
    assert published == current(published.parent)
    assert numbers(published) == 1
    assert fingerprint_of(published) == "first"
    assert sorted(path.name for path in published.parent.iterdir()) == ["current", "oscec-000001.duckdb"]


def test_comments_stand_in_the_built_file(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        told = connection.execute("SELECT schema_name || '.' || table_name, comment FROM duckdb_tables()").fetchall()
        columns = connection.execute(
            "SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()

    wanted = {(name, column, meaning) for name, table in TABLES.items() for column, meaning in table.columns.items()}
    assert {row for row in told if row[0] in TABLES} == {(name, table.description) for name, table in TABLES.items()}
    assert {row for row in columns if row[0] in TABLES} == wanted


def test_file_can_be_opened_by_older_clients(published: Path, tmp_path: Path) -> None:
    """The storage version stands at byte 12: 65 is that of DuckDB 1.2; what 2.0 writes by itself is later."""
    plain = tmp_path / "plain.duckdb"
    duckdb.connect(str(plain)).close()

    assert published.read_bytes()[8:16] == b"DUCK" + (65).to_bytes(4, "little")
    assert int.from_bytes(plain.read_bytes()[12:16], "little") > 65


def test_nothing_is_published_yet(tmp_path: Path) -> None:
    assert current(tmp_path) is None


@pytest.mark.slow
def test_reader_of_the_old_snapshot_keeps_it(inputs: Inputs, folder: Path) -> None:
    with duckdb.connect(str(shown(folder)), read_only=True) as reader:
        for number in range(2, 6):
            assert build(inputs, folder, fingerprint=str(number)).number == number
            assert reader.execute("SELECT number FROM core.snapshot").fetchall() == [(1,)]
            assert reader.execute("SELECT count(*) FROM mart.cell").fetchall()[0][0] > 0
            assert numbers(shown(folder)) == number

    assert sorted(path.name for path in folder.glob("*.duckdb")) == [f"oscec-{at:06d}.duckdb" for at in (3, 4, 5)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "step"),
    [
        (Path, "rename"),
        (Path, "replace"),
        (Path, "write_text"),
        (os, "fsync"),
        (building, "fill"),
        (building, "create"),
    ],
)
def test_build_that_is_cut_short_leaves_the_old_snapshot(
    module: object, step: str, inputs: Inputs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, step, cut)
        with pytest.raises(KeyboardInterrupt):
            build(inputs, folder, fingerprint="second")

    assert (numbers(shown(folder)), fingerprint_of(shown(folder))) == (1, "first")
    assert list(folder.glob(".building*")) == []
    assert fingerprint_of(build(inputs, folder, fingerprint="third").path) == "third"
    assert fingerprint_of(shown(folder)) == "third"


def broken(inputs: Inputs, finding_id: str) -> Inputs:
    """Inputs that break one invariant of the warehouse."""
    if finding_id == "mart-total-differs":
        return inputs | {"edition": inputs["edition"].with_columns(pl.col("rows_accepted") + 1)}
    return inputs | {"source": inputs["source"].with_columns(is_model=pl.lit(value=False))}


@pytest.mark.slow
@pytest.mark.parametrize("finding_id", ["mart-total-differs", "mart-model-unmarked"])
def test_snapshot_that_breaks_a_rule_is_not_published(finding_id: str, inputs: Inputs, folder: Path) -> None:
    with duckdb.connect() as connection:
        found = fill(connection, broken(inputs, finding_id), progress=lambda _: None)
    with pytest.raises(BuildError):
        build(broken(inputs, finding_id), folder, fingerprint="second")

    assert set(found["finding_id"]) == {finding_id}
    assert numbers(shown(folder)) == 1


def test_bounds_the_wrong_way_round_are_not_published(
    inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cover = derive.cover
    monkeypatch.setitem(derive.LATE, "cover", lambda tables: cover(tables).with_columns(meets=pl.lit(value=False)))
    with duckdb.connect() as connection:
        found = fill(connection, inputs, progress=lambda _: None)
    with pytest.raises(BuildError, match="lower bound above its upper bound"):
        build(inputs, tmp_path, fingerprint="1")

    assert set(found["finding_id"]) == {"mart-bounds-reversed"}
    assert current(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_progress_names_every_table(inputs: Inputs, tmp_path: Path) -> None:
    named: list[str] = []
    build(inputs, tmp_path, fingerprint="1", progress=named.append)

    assert sorted(named) == sorted(TABLES)


def test_warehouse_of_nothing_is_built(inputs: Inputs, tmp_path: Path) -> None:
    empty = {name: frame.collect().clear().lazy() for name, frame in inputs.items()}

    assert numbers(build(empty, tmp_path, fingerprint="0").path) == 1


def test_every_table_and_column_carries_a_comment(inputs: Inputs, tmp_path: Path) -> None:
    snapshot = build(inputs, tmp_path, fingerprint="made of these")
    with duckdb.connect(str(snapshot.path), read_only=True) as reader:
        bare = reader.execute("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL").fetchall()
        bare += reader.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
        ).fetchall()

    assert bare == []
