"""Ways to get a wrong figure past the auditor: each is found by `verify` or `audit verify`; a loss is no such way."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import home, stage
from pipelines.derivation.manifest import ManifestError, bytes_of, manifest_of, path_of
from pipelines.derivation.pointer import set_back
from pipelines.derivation.running import RebuildError, doubt
from pipelines.derivation.verify import verify
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.register import agree, log
from pipelines.register.errors import RegisterError
from pipelines.register.signing import public_key
from pipelines.register.verify import of_installation
from tests.derivation.conftest import RECORDS, send
from tests.support.small import csv_of, rows_of
from tests.support.thorough import some_of
from warehouse import build

WRONG = "UPDATE mart.cell SET lower = lower + 1, upper = upper + 1 WHERE dimension = 'motivation'"
FURTHER = csv_of(rows_of({"Date": "2023-03-01"}))


def is_found() -> bool:
    """Whether an auditor who runs both commands is told that something is wrong."""
    snapshot = build.current(home.warehouse())
    assert snapshot
    if [*agree.disagreements(), *set_back(), *of_installation(public_key())]:
        return True
    return not verify(path_of(snapshot)).is_clean


def changed(snapshot: Path, sql: str = WRONG) -> None:
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute(sql)


def resealed(snapshot: Path) -> None:
    """The manifest says of the changed file what is true of it now."""
    told = json.loads(path_of(snapshot).read_text(encoding="utf-8"))
    told["file"] = bytes_of(snapshot).model_dump()
    path_of(snapshot).write_text(json.dumps(told), encoding="utf-8")


def figures_changed(snapshot: Path) -> None:
    changed(snapshot)


def figures_and_manifest_changed(snapshot: Path) -> None:
    changed(snapshot)
    resealed(snapshot)


def changed_and_published_again(snapshot: Path) -> None:
    figures_and_manifest_changed(snapshot)
    ensure_snapshot()


def a_correction_invented_in_the_snapshot(snapshot: Path) -> None:
    changed(snapshot, "UPDATE core.incident SET motivation = 'FINANCIAL'")
    resealed(snapshot)


def rows_between_stages_changed(_: Path) -> None:
    [path] = stage.folder_of("core", RECORDS, "2024").glob("*accepted*.parquet")
    rows = pl.read_parquet(path).with_columns(motivation=pl.lit("FINANCIAL"))
    content = path.parent / path.name
    content.chmod(0o644)
    rows.write_parquet(content)
    send(FURTHER, "further.csv", RECORDS, "2023")
    ensure_snapshot()


def a_row_between_stages_left_out(_: Path) -> None:
    """No snapshot comes of it: its cells do not add to the rows that were accepted."""
    [path] = stage.folder_of("core", RECORDS, "2024").glob("*accepted*.parquet")
    pl.read_parquet(path).head(2).write_parquet(path)
    send(FURTHER, "further.csv", RECORDS, "2023")
    ensure_snapshot()


def another_snapshot_put_in_its_place(snapshot: Path) -> None:
    send(FURTHER, "further.csv", RECORDS, "2023")
    newer, _ = ensure_snapshot()
    shutil.copyfile(snapshot, newer)
    shutil.copyfile(path_of(snapshot), path_of(newer))


def the_pointer_set_back(snapshot: Path) -> None:
    send(FURTHER, "further.csv", RECORDS, "2023")
    ensure_snapshot()
    (home.warehouse() / build.POINTER).write_text(snapshot.name, encoding="utf-8")


def raw_bytes_changed(snapshot: Path) -> None:
    sha256 = next(each.raw.sha256 for each in manifest_of(snapshot).editions if each.source_id == RECORDS)
    path = home.objects() / sha256[:2] / sha256
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"money", b"other"))


def a_receipt_changed(_: Path) -> None:
    path = next(home.receipts().glob(f"{RECORDS}/*.json"))
    told = json.loads(path.read_text(encoding="utf-8")) | {"edition": "2023"}
    path.unlink()
    path.write_text(json.dumps(told), encoding="utf-8")


def the_manifest_taken_from_the_log(_: Path) -> None:
    path = next(path for path in sorted(home.log().rglob("*")) if path.is_file() and b'"publish"' in path.read_bytes())
    lines = path.read_bytes().splitlines(keepends=True)
    path.chmod(0o644)
    path.write_bytes(b"".join(line for line in lines if b'"publish"' not in line))


WAYS = [
    figures_changed, figures_and_manifest_changed, changed_and_published_again, a_correction_invented_in_the_snapshot,
    rows_between_stages_changed, a_row_between_stages_left_out, another_snapshot_put_in_its_place, raw_bytes_changed,
    the_pointer_set_back,
    a_receipt_changed, the_manifest_taken_from_the_log,
]  # fmt: skip


@pytest.mark.parametrize("way", some_of(WAYS, 5), ids=lambda way: way.__name__)
def test_a_wrong_figure_is_found(own: Path, way: Callable[[Path], None]) -> None:
    try:
        way(own)
        found = is_found()
    except (build.BuildError, ManifestError, RebuildError, RegisterError):
        found = True  # the command ends with what is wrong in place of "all is well"
    assert found


def test_a_warehouse_made_anew_after_a_loss_is_proved_again(own: Path) -> None:
    before = manifest_of(own)
    shutil.rmtree(home.warehouse())
    made, is_new = ensure_snapshot()

    assert is_new
    assert manifest_of(made).tables == before.tables
    assert doubt(manifest_of(made)) == ""
    assert not is_found()
    size = log.size()
    assert ensure_snapshot() == (made, False)
    assert log.size() == size
