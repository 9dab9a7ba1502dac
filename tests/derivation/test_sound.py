"""Damage to the warehouse is seen before a figure is served (P23): 200 flips and cuts, of 200."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from interfaces.cli import app
from pipelines import home
from pipelines.derivation.manifest import manifest_of, path_of
from pipelines.derivation.sound import damage
from pipelines.orchestration.publishing import ensure_snapshot, is_current
from warehouse import build

HARMS = 200
READERS = (
    ("query", "FROM mart.coverage"),
    ("findings",),
    ("explain", "mart.coverage", "source_id=xz_test_records"),
    ("compare", "xz_test_records", "--dimension", "motivation"),
    ("frontier", "--dimension", "motivation"),
    ("scope",),
)


def asked(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    return done.exit_code, done.stderr


def harmed(content: bytes, draw: random.Random) -> bytes:
    """One bit flipped, a piece cut out, the end cut off, or something added."""
    at = draw.randrange(len(content))
    flipped = bytearray(content)
    flipped[at] ^= 1 << draw.randrange(8)
    piece = content[:at] + content[at + draw.randrange(1, 5000) :]
    return draw.choice([bytes(flipped), bytes(flipped), piece, content[:at], content + b"\0"])


def test_200_of_200_flips_and_cuts_are_seen(own: Path) -> None:
    content, draw = own.read_bytes(), random.Random(23)  # noqa: S311 - the same harms each time
    before = own.stat()
    for _ in range(HARMS):
        own.write_bytes(harmed(content, draw))
        os.utime(own, ns=(before.st_atime_ns, before.st_mtime_ns))  # whoever harms it may put its time back
        assert damage(own)
    own.write_bytes(content)
    assert damage(own) == ""


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("arguments", READERS, ids=lambda each: each[0])
def test_no_reader_serves_a_figure_from_a_damaged_warehouse(arguments: tuple[str, ...], own: Path) -> None:
    assert asked(*arguments)[0] == 0
    flip(own)
    code, told = asked(*arguments)

    assert code == 2
    assert told.startswith("The warehouse is damaged: oscec-000001.duckdb is not what was published")
    assert "`oscec run` builds it anew" in told


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda path: path_of(path).unlink(), "oscec-000001.manifest.json is gone"),
        (lambda path: path_of(path).write_bytes(b"{"), "oscec-000001.manifest.json cannot be read"),
        (lambda path: path.unlink(), "oscec-000001.duckdb is gone"),
        (lambda path: path.with_name(f"{path.name}.wal").write_bytes(b"WAL"), "has changes beside it"),
    ],
)
def test_what_is_lost_or_lies_beside_it_is_told(harm: Callable[[Path], None], told: str, own: Path) -> None:
    harm(own)
    code, said = asked("query", "FROM mart.coverage")
    assert (code, told in said) == (2, True)


def test_a_damaged_warehouse_is_built_anew_with_the_same_content(own: Path) -> None:
    tables = manifest_of(own).tables
    flip(own)
    assert not is_current()
    anew, is_new = ensure_snapshot()

    assert (anew.name, is_new) == ("oscec-000002.duckdb", True)
    assert manifest_of(anew).tables == tables
    assert asked("query", "FROM mart.coverage")[0] == 0


def test_the_manifest_is_there_before_a_reader_can_find_the_snapshot(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(own)
    publish, seen = build._publish, []

    def watched(aside: Path, path: Path) -> None:
        seen.append((path_of(path).exists(), path.exists(), build.current(home.warehouse())))
        publish(aside, path)

    monkeypatch.setattr(build, "_publish", watched)
    anew, _ = ensure_snapshot()
    assert seen == [(True, False, own)]
    assert damage(anew) == ""
