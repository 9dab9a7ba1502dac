"""Details of findings: every one that a sender can read is made by a listed template, which every catalogue tells."""

import ast
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines.read import active, foreign, xls_records
from pipelines.report import details
from pipelines.report.details import ANY, SLOT, templates, translated
from pipelines.report.words import languages, localised, translations
from schemas import finding
from tests.support.details import BLANK, is_made, to_senders

ROOT = Path(__file__).parents[2]
TRANSLATED = [each for each in languages() if each != "en"]


def told(finding_id: str, detail: str, language: str) -> str:
    said = details.told(pl.col("detail"), finding_id, known=translations(language))
    return str(pl.DataFrame({"detail": [detail]}).select(said).item())


def test_every_finding_with_a_detail_has_templates() -> None:
    assert {*templates()} - {ANY} == to_senders() - BLANK


def test_templates_are_listed_once() -> None:
    assert all(len({*known}) == len(known) for known in templates().values())


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_template_is_told_in_the_language_with_its_own_slots(language: str) -> None:
    for template in translated():
        text = translations(language)[template]
        assert sorted(SLOT.findall(text)) == sorted(SLOT.findall(template)), template
        assert text != template


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("finding_id", sorted({*templates()} - {ANY}))
def test_what_slots_hold_is_kept(finding_id: str, language: str) -> None:
    for template in templates()[finding_id]:
        values = {name: f"<{at}>" for at, name in enumerate(SLOT.findall(template))}
        said = told(finding_id, _filled(template, values), language)
        assert said == _filled(translations(language).get(template, template), values), template


@pytest.mark.parametrize(
    ("finding_id", "detail", "german"),
    [
        ("rows-hidden", "sheet Anhang, column C, row 5", "Blatt Anhang, Spalte C, Zeile 5"),
        ("archive-unsafe", "it holds no file; two members overlap",
         "es enthält keine Datei; zwei Einträge überlappen sich"),
        ("file-active", "it holds a macro (VBA), Ω", "sie enthält ein Makro (VBA), Ω"),
        ("value-unmapped", "; did you mean 'text'?", "; meinten Sie „text“?"),
        ("motivation-without-demand", "text", "text"),
        ("past-level", "made by no template", "made by no template"),
    ],
)  # fmt: skip
def test_words_of_our_own_are_told_and_values_are_not(finding_id: str, detail: str, german: str) -> None:
    assert told(finding_id, detail, "de") == german


def written_details() -> Iterator[tuple[str, str]]:
    """Finding id and sample text of every detail that stands as a text in the code that reads and checks."""
    for path in sorted((ROOT / "pipelines").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            keywords = {each.arg: each.value for each in node.keywords}
            if name == "Unreadable" and len(node.args) > 1:
                yield from _samples(node.args[0], node.args[1])
            elif name in {"of_edition", "_problem"} and node.args and "detail" in keywords:
                yield from _samples(node.args[0], keywords["detail"])


def _samples(finding_id: ast.expr, detail: ast.expr) -> Iterator[tuple[str, str]]:
    if not (isinstance(finding_id, ast.Constant) and isinstance(finding_id.value, str)):
        return
    if isinstance(detail, ast.Constant) and isinstance(detail.value, str) and detail.value:
        yield finding_id.value, detail.value
    if isinstance(detail, ast.JoinedStr):
        yield finding_id.value, "".join(_part(each) for each in detail.values)


def _part(each: ast.expr) -> str:
    """A sample of what a slot holds: a phrase of our own, where a dictionary of ours is asked for one."""
    if isinstance(each, ast.Constant):
        return str(each.value)
    name = ast.unparse(each)
    return "text" if _is_phrase(name) else " at line 7" if name == "{place}" else "7"


def _is_phrase(name: str) -> bool:
    return "_KINDS" in name or name in {"{other}", "{problem}"}


def test_kinds_of_foreign_content_are_phrases_of_our_own() -> None:
    kinds = {*foreign.KINDS, *xls_records.KINDS, *active.KINDS}

    assert len(kinds) > 30
    assert [each for each in sorted(kinds) if not is_made(each, ANY)] == []


def test_what_the_code_writes_is_made_by_a_template() -> None:
    told_of = {each for each in written_details() if each[0] in to_senders() and any(map(str.isalpha, each[1]))}

    assert len(told_of) > 80
    assert [each for each in sorted(told_of) if not is_made(each[1], each[0])] == []


def _filled(template: str, values: dict[str, str]) -> str:
    return SLOT.sub(lambda slot: values[slot[1]], template)


def test_findings_keep_their_order_and_value() -> None:
    rows = pl.DataFrame(
        {"sheet": "a", "row": [1, 2], "value": ["zornig", "text"], "detail": ["", "; did you mean 'Wut'?"]}
    )
    found = finding.gathered([finding.of_rows("value-unmapped", rows)], source_id="x", edition="1", file="f")

    assert localised(found, "es").drop("detail", "text", "remedy").equals(found.drop("detail", "text", "remedy"))
