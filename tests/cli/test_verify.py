"""`oscec verify` and `oscec versions`: what is printed, and with which exit code."""

import csv
import shutil
from pathlib import Path

import pytest

from pipelines import home, receive
from pipelines.derivation.manifest import manifest_of
from tests.cli.conftest import FIGURES, MODEL, Ended, Oscec


@pytest.fixture
def own(oscec: Oscec, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Oscec:
    """The command line over a copy of the state, to be damaged."""
    shutil.copytree(built.parent, tmp_path / "own", symlinks=True)
    for name in ("data", "keys", "sources"):
        monkeypatch.setenv(f"OSCEC_{name.upper()}", str(tmp_path / "own" / name))
    return oscec


def harm(source_id: str) -> str:
    """Change a byte of the original of a source; gives its hash."""
    manifest = manifest_of(home.warehouse() / (home.warehouse() / "current").read_text(encoding="utf-8"))
    [raw] = [each.raw.sha256 for each in manifest.editions if each.source_id == source_id]
    path = receive.object_path(raw)
    path.write_bytes(b"?" + path.read_bytes()[1:])
    return raw


def summary(ended: Ended) -> str:
    return ended.out.splitlines()[-2]


def test_a_release_that_comes_out_again_is_said_to(own: Oscec) -> None:
    ended = own("verify")

    assert ended.code == 0
    assert "comes out again: 43 tables" in summary(ended)
    assert "made anew from 2 raw files, are the same in every cell." in summary(ended)
    assert f"1 of 3: {FIGURES} 2016" in ended.err


def test_a_changed_original_is_named_with_its_cells(own: Oscec) -> None:
    raw = harm(FIGURES)
    ended = own("verify", (home.warehouse() / "current").read_text(encoding="utf-8"), "--format", "csv")
    rows = list(csv.DictReader(ended.out.splitlines()))

    assert ended.code == 1
    assert {(row["kind"], row["sha256"]) for row in rows} == {("raw file", raw)}
    [cell] = [row for row in rows if row["table"] == "mart.cell" and "FINANCIAL" in row["key"]]
    assert cell["what"] == "cannot be made"
    assert not any(MODEL in row["key"] for row in rows if row["table"] == "mart.cell")


@pytest.mark.parametrize(
    ("release", "told"),
    [("oscec-999999", "There is no release oscec-999999. There are: oscec-00000"), (".", "holds no manifests")],
)
def test_a_release_that_is_not_there_is_told(own: Oscec, release: str, told: str) -> None:
    ended = own("verify", release)
    assert ended.code == 2
    assert told in ended.err


def test_versions_and_what_a_draft_would_change(own: Oscec, tmp_path: Path) -> None:
    listed = own("versions", "list", "mapping", MODEL, "--json").told
    assert [each["used_in"][-1] for each in listed] == ["now"]

    path = tmp_path / "own" / "sources" / "xa" / MODEL / f"{MODEL}.yml"
    draft = tmp_path / "draft.yml"
    draft.write_text(path.read_text(encoding="utf-8").replace("Geld: MONEY", "Geld: GOODS"), encoding="utf-8")
    ended = own("versions", "diff", "mapping", MODEL, "now", draft)
    assert ended.code == 0
    assert f"mart.demand {MODEL} 2024 2024 XA demand MONEY COUNT VICTIM core.incident: " in ended.out
    assert own("versions", "list", "mapping", "xz_nobody_records").code == 2
    assert own("versions", "diff", "codelist", "demand", "ffffffff").code == 2
