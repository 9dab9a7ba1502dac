"""Case numbers through Dagster: in no frame, no finding, no log, no metadata, no snapshot; only in the file as sent."""

from pathlib import Path

import pytest

from pipelines import home
from pipelines.orchestration.run import run
from tests.orchestration.conftest import drop
from tests.support.bad_deliveries import EDITION, FILE, MODEL, a_year_earlier, content_of, good_rows
from tests.support.leaks import leaks

CANARIES = [f"ZZCANARY-{at}/24" for at in range(6)]


def _delivery(*, is_good: bool) -> bytes:
    """Canaries for numbers; where not all is good also in a row with a bad label, in two rows, and none in one."""
    header, *rows = good_rows()
    key, motive = header.index("Vorgangsnummer"), header.index("Tatmotiv")
    for row, canary in zip(rows, CANARIES, strict=False):
        row[key] = canary
    if not is_good:
        rows[1][motive] = "romantisch"
        rows[3][key] = CANARIES[2]
        rows[4][key] = ""
    return content_of([header, *rows])


def test_case_numbers_are_nowhere_but_in_the_file_as_sent(two_sources: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert two_sources.is_dir()
    drop(MODEL, EDITION, FILE, _delivery(is_good=True))
    drop(MODEL, "2023", "earlier.csv", a_year_earlier(_delivery(is_good=False)))
    report = run()

    states = {each.edition: each.state for each in report.arrivals if each.source_id == MODEL}
    assert states == {EDITION: "NEW", "2023": "REFUSED"}
    found = {path for path, _ in leaks(home.data(), CANARIES)}
    assert {path.split("/")[0] for path in found} == {"inbox", "objects"}
    assert len([path for path in found if path.startswith("objects")]) == 1  # a refused file is not kept
    assert any((home.data() / "dagster").rglob("*.db"))
    said = "".join(capfd.readouterr())
    assert [canary for canary in CANARIES if canary in said] == []
