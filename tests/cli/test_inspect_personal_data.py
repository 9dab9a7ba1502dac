"""What identifies a person is flagged by `inspect` and `preview`, by column and count, and repeated by neither."""

from pathlib import Path

import pytest

from tests.cli.conftest import Oscec

HEAD = "case_id;day;motive;contact"
MAILS = [f"zzcanary{at}@post.example" for at in range(12)]
GOOD = [f"N-{at};2025-01-{at + 1:02};sexual;{MAILS[at]}" for at in range(12)]
NAME = "Zzcanary Muster, Hauptstrasse 5"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    path = tmp_path / "x.csv"
    rows = [*GOOD[:5], GOOD[5].replace("sexual", f'"{NAME}"'), *GOOD[6:]]
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return path


def test_flags_and_notes_name_column_kind_and_count(oscec: Oscec, sent: Path) -> None:
    told = oscec("inspect", "--json", str(sent)).told
    found = [flag for flag in told["flags"] if flag[1] == "contact"]

    assert [flag[0] for flag in found] == [0]
    assert "e-mail addresses in 12 cells" in found[0][2]
    assert [6, "motive"] in [flag[:2] for flag in told["flags"]]
    assert "zzcanary" not in str([told["flags"], told["notes"]]).casefold()


def test_preview_shows_no_value_that_may_identify(oscec: Oscec, sent: Path) -> None:
    out = oscec("preview", str(sent)).out

    assert "zzcanary" not in out.casefold()
    assert "(not shown)" in out
    assert "sexual" in out


@pytest.mark.parametrize("header", ["victim_name", "e-mail", "iban"])
def test_column_that_says_it_identifies_refuses_the_file(oscec: Oscec, tmp_path: Path, header: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header};day\n" + "".join(f"{mail};2025-01-01\n" for mail in MAILS), encoding="utf-8")
    for told in (oscec("inspect", "--json", str(path)).out, oscec("preview", str(path)).err):
        assert "would hold personal data" in " ".join(told.split())
        assert "zzcanary" not in told
