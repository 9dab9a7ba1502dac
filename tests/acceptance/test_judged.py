"""The readers over odd files of other projects and over generated hostile files, judged from outside."""

import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from interfaces import inspecting
from pipelines.deliver import deliver
from schemas.source import Source
from tests.acceptance.conftest import ODD
from tests.support import small
from tests.support.thorough import some_of

OF_A_SOURCE = {
    "w3_other_country.csv": "column-unknown",
    "w4_other_year.csv": "date-outside-period",
    "w6_row_drop.csv": "assertion-failed",
}  # only who knows sender, period and usual size can tell: `check` and `submit`
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # the judge leaves files open
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.skipif(not (ODD / "judge.py").exists(), reason="the odd files are not beside this repository"),
]


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("judge", ODD / "judge.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(path: str, judge: ModuleType) -> dict[str, Any]:
    """What `oscec inspect --json` says of a file, as the judge reads it."""
    out = StringIO()
    with redirect_stdout(out):
        inspecting.inspect(Path(path), as_json=True)
    answer = json.loads(out.getvalue())
    if "error" in answer:
        return {"end": "error", "error": answer["error"]}
    sheets = {name: [[judge.canon(cell) for cell in row] for row in grid] for name, grid in answer["sheets"].items()}
    return {"end": "data", "sheets": sheets, "flags": answer["flags"]}


def outcomes(jobs: Iterator[Any], judge: ModuleType) -> list[tuple[str, str, str, str]]:
    """Expectation, outcome, file and note of every case."""
    judged = []
    for info, _, path, expected, cause, truth, several, _, _, flags in jobs:
        if Path(path).name in OF_A_SOURCE:
            continue
        answer = told(path, judge)
        found, note = judge.judge(answer, expected, cause, truth, several, want_flags=flags)
        judged.append((info["expect"], found, info["file"], note))
    return judged


def test_hostile_files(judge: ModuleType, hostile: Path) -> None:
    judged = outcomes(judge.jobs_hostile(str(hostile), ["none"], {"oscec": ""}), judge)
    found = Counter((expected, outcome) for expected, outcome, _, _ in judged)
    accept = [each for each in judged if each[0] == "accept"]
    refuse = [each for each in judged if each[0] in {"reject", "unsafe"}]
    flag = [each for each in judged if each[0] == "flag"]

    assert not [each for each in judged if each[1] in {"wrong", "type_differs", "crash"}]
    assert not [each for each in judged if each[1] in {"unsafe_accept", "silent_accept"}]
    assert found["accept", "exact"] >= 0.97 * len(accept), [each for each in accept if each[1] != "exact"]
    assert sum(each[1] == "error_clear" for each in refuse) >= 0.98 * len(refuse)
    assert sum(each[1] == "exact" for each in flag) >= 0.97 * len(flag), [each for each in flag if each[1] != "exact"]


@pytest.fixture(scope="module")
def source() -> Source:
    """A source for the layout of the generated files: cases of 2024 and 2025, at least twenty of them."""
    return small.source_of(
        header={"anchor": "case_id"},
        columns={
            "case_id": {"to": "row_key"},
            "incident_date": {"to": "reference_date", "format": "%Y-%m-%d"},
            "victim_age": {"to": "victim_age", "lookup": "age", "years": True},
        },
        unused_columns=dict.fromkeys(
            ("report_date", "victim_sex", "motivation", "demand", "reporter_type"), "not looked at here"
        ),
        lookups={"age": small.LOOKUPS["age"]},
        editions=[{"edition": "2025", "period_start": "2024-01-01", "period_end": "2025-12-31"}],
        assertions=[{"measure": "rows_accepted", "min": 20}],
    )


@pytest.mark.parametrize("name", [*OF_A_SOURCE, "w1_e_as_csv.csv"])
def test_what_only_its_source_can_tell_is_told_by_its_source(name: str, source: Source, hostile: Path) -> None:
    outcome = deliver((hostile / "workflow" / name).read_bytes(), name, source=source, edition="2025")

    assert OF_A_SOURCE.get(name) in [*small.ids(outcome), None]
    assert outcome.is_accepted == (name not in OF_A_SOURCE)


def test_bombs_cost_little_memory(judge: ModuleType, hostile: Path) -> None:
    """The command itself in a process of its own, as the judge runs it."""
    oscec = str(Path(sys.executable).with_name("oscec"))
    ended = {
        path.name: judge.run([oscec, "inspect", "--json", str(path)], 60, 300)
        for path in some_of(sorted((hostile / "bomb").iterdir()), 6)
    }

    assert {name: each["end"] for name, each in ended.items() if each["end"] not in {"error", "data"}} == {}


def test_odd_files(judge: ModuleType) -> None:
    judged = outcomes(judge.jobs_corpora(["none"], {"oscec": ""}), judge)
    must = [each for each in judged if each[0] == "parse"]
    refuse = [each for each in judged if each[0] == "refuse"]

    assert not [each for each in must if each[1] in {"wrong", "contains", "type_differs"}]
    assert {each[2] for each in must if each[1] == "error_wrongly"} <= {
        "calamine/issue_261.xlsx",  # holds a picture
        "fastexcel/single-sheet-skip-rows-durations.xlsx",  # holds a column of e-mail addresses
    }
    assert all(each[1] == "error_clear" for each in refuse)
