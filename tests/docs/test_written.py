"""What is written by hand holds: links lead somewhere, commands exist, SQL runs and says what the text claims."""

import re
import shlex
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer.main
from typer.core import TyperGroup

from interfaces.cli import app
from tests.docs.conftest import ROOT

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_EMPTY = "(must return no row)"


def anchors(page: Path) -> set[str]:
    """The anchors of a page, as the headings give them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    """Relative links of a page that lead nowhere."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = [each for each in _LINK.findall(text) if "://" not in each]
    return [each for each in targets if not leads(page, each)]


def leads(page: Path, target: str) -> bool:
    """Whether a relative link leads to a file and, where it names one, to a heading."""
    name, _, anchor = target.partition("#")
    path = (page.parent / name) if name else page
    return path.exists() and (not anchor or anchor in anchors(path))


def test_every_relative_link_leads_somewhere(pages: list[Path]) -> None:
    assert {str(page): broken_links(page) for page in pages if broken_links(page)} == {}


def test_a_link_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here\n[a](#here) [b](#there) [c](gone.md) [d](page.md)", encoding="utf-8")

    assert broken_links(page) == ["#there", "gone.md"]


def test_every_path_the_readme_names_exists() -> None:
    named = re.findall(r"`((?:docs|bench|sources|schemas|pipelines|warehouse|interfaces|tests)/[\w./-]*)`", _readme())

    assert named
    assert [each for each in named if not (ROOT / each).exists()] == []


def _readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def commands(text: str) -> list[list[str]]:
    """The words after `oscec` of each command in the code blocks and inline code of a page."""
    fenced = [line for _, block in _FENCE.findall(text) for line in block.splitlines()]
    inline = re.findall(r"`([^`\n]+)`", _FENCE.sub("", text))
    words = [shlex.split(each, comments=True) for each in [*fenced, *inline] if re.match(r"(\.venv/bin/)?oscec ", each)]
    return [each[1:] for each in words]


def wrong(words: list[str]) -> str:
    """What is wrong with a command, else nothing: its name and its options must exist."""
    known: Any = typer.main.get_group(app)
    while isinstance(known, TyperGroup) and not (known.invoke_without_command and words and words[0][0] == "-"):
        if not words or words[0] not in known.commands:
            return f"no command {' '.join(words[:1])}"
        known, words = known.commands[words[0]], words[1:]
    options = {name for each in known.params for name in each.opts}
    unknown = [each for each in words if each.startswith("--") and each.partition("=")[0] not in options]
    return f"{known.name} has no {unknown}" if unknown else ""


def test_every_command_and_option_exists(pages: list[Path]) -> None:
    every = [words for page in pages for words in commands(page.read_text(encoding="utf-8"))]

    assert len(every) > 10
    assert [found for words in every if (found := wrong(words))] == []


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert commands("```\n.venv/bin/oscec fly --high # now\n```") == [["fly", "--high"]]
    assert wrong(["fly", "--high"]) == "no command fly"
    assert wrong(["check", "--high"]) == "check has no ['--high']"
    assert wrong(["audit", "fly"]) == "no command fly"
    assert wrong(["audit", "log", "--high"]) == "log has no ['--high']"
    assert wrong(["release", "--high"]) == "release has no ['--high']"
    assert wrong(["release", "--tier", "public"]) == wrong(["release", "verify", "FOLDER"]) == ""


@pytest.mark.slow
def test_sql_for_auditors_runs_and_finds_nothing_lost(warehouse: duckdb.DuckDBPyConnection) -> None:
    text = (ROOT / "docs" / "for-auditors.md").read_text(encoding="utf-8")
    told = [(text[: match.start()].rstrip(), match[2]) for match in _FENCE.finditer(text) if match[1] == "sql"]
    rows = {sql: warehouse.execute(sql).fetchall() for _, sql in told}
    must_be_empty = [sql for before, sql in told if before.removesuffix(":").endswith(_EMPTY)]

    assert (len(told), len(must_be_empty)) == (11, 5)
    assert {sql: rows[sql] for sql in must_be_empty if rows[sql]} == {}


@pytest.mark.slow
def test_sql_for_auditors_notices_a_lost_row(warehouse: duckdb.DuckDBPyConnection) -> None:
    text = (ROOT / "docs" / "for-auditors.md").read_text(encoding="utf-8")
    recount = next(block for kind, block in _FENCE.findall(text) if kind == "sql" and "core.incident" in block)
    with duckdb.connect() as scratch:
        scratch.execute("CREATE SCHEMA core")
        for name in ("source", "edition", "incident", "finding", "exclusion"):
            scratch.register("frame", warehouse.sql(f"FROM core.{name}").pl())
            scratch.execute(f"CREATE TABLE core.{name} AS FROM frame")
        assert scratch.execute(recount).fetchall() == []
        scratch.execute("DELETE FROM core.incident WHERE source_id = 'xd_el_anafores' AND row = 10")
        assert [row[0] for row in scratch.execute(recount).fetchall()] == ["xd_el_anafores"]


def test_the_example_of_disclosure_control_runs() -> None:
    text = (ROOT / "docs" / "disclosure.md").read_text(encoding="utf-8")
    _, code = (block for kind, block in _FENCE.findall(text) if kind == "python")
    found: dict[str, Any] = {}
    exec(code, found)  # noqa: S102  # our own page

    assert "age=0-13|sex=F" in found["pattern"].hidden
    assert found["pattern"].is_optimal
