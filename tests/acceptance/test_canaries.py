"""Hundreds of seeded canaries fed through intake: nothing that is kept, printed or handed on repeats one of them.

Excluded are the two places that hold what was sent by design: the original under its hash, and the sender's own
workbook with notes in it. Another seed: OSCEC_CANARY_SEED=7 pytest tests/acceptance/test_canaries.py
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from interfaces.cli import app
from pipelines import home
from tests.support import small
from tests.support.canaries import canaries, written_forms
from tests.support.canary_files import UNUSED, Sent, deliveries
from tests.support.leaks import found_below, found_in

SEED = int(os.environ.get("OSCEC_CANARY_SEED", "20261127"))
SOURCE = "xz_test_records"
PLANTED = canaries(SEED, 480)


@dataclass(frozen=True)
class Fed:
    """What was sent and what came of it: folders, and all that was printed, by command."""

    sent: Path
    data: Path
    out: Path
    temporary: Path
    printed: dict[str, str]


@pytest.fixture(scope="module")
def forms() -> dict[bytes, str]:
    """Every form a canary may stand in, to the canary."""
    return {form: each.text for each in PLANTED for form in written_forms(each.mark)}


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fed]:
    """Every delivery checked, dropped into the inbox and taken in by a run; some submitted; reports of all."""
    folder = tmp_path_factory.mktemp("fed")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("data", "keys", "sources"):
            patch.setenv(f"OSCEC_{name.upper()}", str(folder / name))
        (folder / "temporary").mkdir()
        patch.setenv("TMPDIR", str(folder / "temporary"))
        patch.setattr(tempfile, "tempdir", None)
        yield _feed(folder)


def _feed(folder: Path) -> Fed:
    sent = dict(deliveries([each.text for each in PLANTED]))
    editions = {name: f"e{at:03}" for at, name in enumerate(sent)}
    period = {"period_start": "2024-01-01", "period_end": "2024-12-31"}
    small.plant(
        folder / "sources",
        unused_columns={UNUSED: "could describe a case"},
        editions=[{"edition": each, **period} for each in editions.values()],
    )
    printed: dict[str, str] = {}
    for name, each in sent.items():
        path = _written(folder / "sent" / editions[name], each)
        place = (path, "--source", SOURCE, "--edition", editions[name], "--out", folder / "out" / editions[name])
        if name.startswith("xlsx"):
            printed[f"submit {name}"] = _oscec("submit", *place)
            continue
        _written(home.inbox() / SOURCE / editions[name], each)
        if name.startswith(("csv", "json", "ods")):
            printed[f"check {name}"] = _oscec("check", *place, *(["--all"] if name.startswith("csv") else ["--json"]))
    printed["run"] = _oscec("run") + _oscec("run", "--json")
    for tier in ("restricted", "public"):
        printed[f"release {tier}"] = _oscec("release", "--tier", tier)
    shutil.rmtree(home.inbox())  # whoever dropped them takes them away
    for name in ("findings", "sources"):
        printed[name] = _oscec(name, "--json")
    printed["findings --all"] = _oscec("findings", "--all")
    printed["log"] = _oscec("audit", "log", "--json") + _oscec("audit", "editions", "--json")
    for edition in list(editions.values())[3::25]:
        report = ("--source", SOURCE, "--edition", edition, "--out", folder / "reports")
        printed[f"report {edition}"] = _oscec("audit", "report", *report)
    return Fed(folder / "sent", folder / "data", folder / "out", folder / "temporary", printed)


def _written(folder: Path, sent: Sent) -> Path:
    folder.mkdir(parents=True)
    (folder / sent.name).write_bytes(sent.content)
    return folder / sent.name


def _oscec(*arguments: object) -> str:
    """All that a command prints; an exception that is no exit counts as print, with its traceback."""
    done = CliRunner().invoke(app, [str(each) for each in arguments])
    assert done.exit_code in {0, 1, 2}
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done.output


def test_the_search_finds_them_in_what_was_sent(fed: Fed, forms: dict[bytes, str]) -> None:
    planted = {canary for _, canary in found_below(fed.sent, forms)}
    kinds = {each.kind for each in PLANTED if each.text in planted}

    assert len(planted) >= 300
    assert kinds == {"name", "iban", "mail", "phone", "handle"}


def test_nothing_is_printed(fed: Fed, forms: dict[bytes, str]) -> None:
    told = {command: found_in(text.encode(), forms) for command, text in fed.printed.items()}

    assert {command: found for command, found in told.items() if found} == {}


def test_nothing_is_kept_but_originals_under_their_hash(fed: Fed, forms: dict[bytes, str]) -> None:
    found = {(path, canary) for path, canary in found_below(fed.data, forms) if not path.startswith("objects/")}

    assert found == set()


def test_nothing_leaves_in_a_release(fed: Fed, forms: dict[bytes, str]) -> None:
    released = {path.name for path in (fed.data / "releases" / "prepared").iterdir()}

    assert {name.split("-")[0] for name in released} == {"restricted", "public"}
    assert found_below(fed.data / "releases", forms) == set()


def test_nothing_is_handed_back_but_the_senders_own_workbook(fed: Fed, forms: dict[bytes, str]) -> None:
    found = {(path, canary) for path, canary in found_below(fed.out, forms) if not path.endswith(".findings.xlsx")}

    assert found == set()


def test_nothing_is_left_in_reports_and_temporary_files(fed: Fed, forms: dict[bytes, str]) -> None:
    for folder in (fed.out.parent / "reports", fed.temporary):
        assert found_below(folder, forms) == set()
