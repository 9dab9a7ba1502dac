"""What every command shares: help, version, start-up, and texts that cannot steer a terminal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from interfaces import show
from tests.cli.conftest import MODEL, Oscec, example, records, written

COMMANDS = ("run", "check", "submit", "sources", "query", "findings", "new-source")
START = "import sys; from interfaces.cli import app; sys.argv[0] = 'oscec'; app()"


def start(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    command = [sys.executable, "-c", START, *map(str, arguments)]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


def test_help_and_version(oscec: Oscec) -> None:
    text = oscec("--help").out
    assert all(f"  {name} " in text for name in COMMANDS)
    assert all(oscec(name, "--help").code == 0 for name in COMMANDS)
    assert oscec("--version").out.startswith("oscec 0.")
    assert oscec("none-such").code == 2


def test_exit_codes_of_the_process(tmp_path: Path) -> None:
    good, bad = example(MODEL, "2024"), written(tmp_path, records().replace(";sexuell;", ";zornig;"))
    for path, code in ((good, 0), (bad, 1), (tmp_path / "absent", 2)):
        done = start("check", path, "--source", MODEL)
        assert done.returncode == code
        assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = f"{sys.executable} -c \"{START}\" check '{example(MODEL, '2024')}' --source {MODEL} --all | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (("--help",), {"dagster", "polars", "duckdb"}),
        (("check", "FILE", "--source", MODEL), {"dagster", "duckdb"}),
        (("sources",), {"dagster", "duckdb"}),
        (("submit", "FILE", "--source", MODEL, "--edition", "2024"), {"dagster"}),
        (("findings",), {"dagster"}),
        (("query", "SELECT 1"), {"dagster"}),
    ],
)
def test_a_command_imports_only_what_it_needs(arguments: tuple[str, ...], absent: set[str]) -> None:
    given = [str(example(MODEL, "2024")) if each == "FILE" else each for each in arguments]
    code = START.replace("app()", "\ntry: app()\nfinally: print('IMPORTED', *sys.modules)")
    done = subprocess.run([sys.executable, "-c", code, *given], capture_output=True, text=True, check=False)
    imported = set(done.stdout.rpartition("IMPORTED")[2].split())
    assert "interfaces.ending" in imported
    assert not absent & imported


def test_texts_of_a_file_cannot_steer_the_terminal(oscec: Oscec, tmp_path: Path) -> None:
    text = records().replace(";sexuell;", ";[bold]\x1b[2J\x07;").replace("Tatmotiv", "Tat\x1b]0;motiv[/bold]")
    path = written(tmp_path, text, name="na\x1b[31mme[red].csv")
    for options in ((), ("--all",), ("--json",)):
        done = oscec("check", path, "--source", MODEL, *options)
        assert done.code in {1, 2}
        assert not {"\x1b", "\x07"} & set(done.out + done.err)
        assert "delivery.csv" in done.out  # a name as odd as this one is shown nowhere


def test_clean_text_is_one_visible_line() -> None:
    assert show.clean("a\tb\r\nc") == "a b c"
    assert show.clean("\x1b\x9b\u202e\u200b\udc80") == "\ufffd" * 5
    assert show.clean("[bold]Ελλάδα, Kopecký[/bold]") == "[bold]Ελλάδα, Kopecký[/bold]"
    assert show.clean(None) == ""
