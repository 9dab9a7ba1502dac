"""`oscec new-source`: a draft that says what is missing, loads once it is filled in, and maps nothing by itself."""

import re
from pathlib import Path

import pytest

from interfaces.guess import GuessedTable, guess
from interfaces.scaffold import guessed
from pipelines import catalogue
from pipelines.read.cells import sheet_of
from tests.cli.conftest import FIGURES, MODEL, Oscec, example, written

FILLED = {
    "title": "Cases (model country, invented data)",
    "publisher": "Police (model country, invented data)",
    "language": '"en"',
    "published": '"Police, Annual report"',
    "counting_unit": "VICTIM",
    "edition": '"2024"',
    "period_start": "2024-01-01",
    "period_end": "2024-12-31",
    "anchor": "Case number",
    "row_key": "unique",
}


def fill_in(path: Path, values: dict[str, str]) -> None:
    """Give every empty key a value, take the # off the dimensions, and map date, number and motive."""
    text = path.read_text(encoding="utf-8")
    for key, value in values.items():
        text = re.sub(rf"^(\s*(?:- )?{key}:) # fill in: .*$", rf"\1 {value}", text, flags=re.MULTILINE)
    text = re.sub(r"^(not_recorded:) # .*$", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"^  # - (?!motivation)(\w+)$", r"  - \1", text, flags=re.MULTILINE)
    text = re.sub(r"^(    columns:) # .*$", r"\1", text, flags=re.MULTILINE)
    text = re.sub(
        r'^      # ("[^"]+": \{to: (row_key|reference_date|motivation).*)$', r"      \1", text, flags=re.MULTILINE
    )
    path.write_text(text.replace("lookups: {}", "lookups:\n  motive: {sexual: SEXUAL}"), encoding="utf-8")


def draft(folders: Path, source_id: str) -> Path:
    return folders / "sources" / source_id[:2] / source_id / f"{source_id}.yml"


def test_a_fresh_draft_says_line_by_line_what_to_fill_in(oscec: Oscec, folders: Path) -> None:
    assert oscec("new-source", "XG", "police", "cases").code == 0
    path = draft(folders, "xg_police_cases")
    done = oscec("sources", "--check")
    assert done.code == 1
    lines = path.read_text(encoding="utf-8").splitlines()
    told = re.findall(rf"^{re.escape(str(path))}:(\d+): (\w+) is empty\. Fill in: (.+)$", done.out, flags=re.MULTILINE)
    assert {key for _, key, _ in told} == {*FILLED, "columns", "not_recorded"}
    assert all(lines[int(number) - 1].strip().removeprefix("- ").startswith(f"{key}:") for number, key, _ in told)


def test_the_draft_loads_once_it_is_filled_in(oscec: Oscec, folders: Path) -> None:
    oscec("new-source", "XG", "police", "cases")
    fill_in(draft(folders, "xg_police_cases"), FILLED)
    assert oscec("sources", "--check").out == "3 sources, 0 of them with errors.\n"
    source = catalogue.source("xg_police_cases")
    assert source.is_model
    assert list(source.record_tables[0].columns) == ["Case number", "Date of report", "Motive"]


def test_a_draft_from_a_file_takes_that_file_in_once_it_is_filled_in(oscec: Oscec, folders: Path) -> None:
    oscec("new-source", "XG", "police", "cases", "--from", example(MODEL, "2024"))
    path = draft(folders, "xg_police_cases")
    text = path.read_text(encoding="utf-8")
    codes = dict.fromkeys(re.findall(r'^    ("[^"]+"): # decide', text, flags=re.MULTILINE), "SEXUAL")
    kept, rest = text.split("lookups:\n")
    motives = rest[rest.index("  tatmotiv:") : rest.index("  alter:")]
    for label, code in codes.items():
        motives = re.sub(rf"^    {re.escape(label)}: .*$", f"    {label}: {code}", motives, flags=re.MULTILINE)
    unused = re.findall(r'^      # ("[^"]+"): \{to: (?!row_key)', kept, flags=re.MULTILINE)
    unused = [header for header in unused if header not in {'"Eingangsdatum"', '"Tatmotiv"'}]
    kept = re.sub(r'^      # ("Tatmotiv": \{to: )DECIDE', r"      \1motivation", kept, flags=re.MULTILINE)
    kept = re.sub(r'^      # "Tatzeit von".*\n', "", kept, flags=re.MULTILINE)
    reasons = ", ".join(f"{header}: no field for it" for header in unused)
    kept = re.sub(r"unused_columns: \{\}.*", f"unused_columns: {{{reasons}}}", kept)
    path.write_text(f"{kept}lookups:\n{motives}", encoding="utf-8")
    fill_in(path, FILLED)
    assert oscec("sources", "--check").code == 0
    done = oscec("check", example(MODEL, "2024"), "--source", "xg_police_cases", "--json")
    assert (done.code, done.told["rows"]["accepted"]) == (0, 12)


def test_nothing_is_mapped_by_itself(oscec: Oscec, folders: Path) -> None:
    oscec("new-source", "XG", "police", "cases", "--from", example(MODEL, "2024"))
    text = draft(folders, "xg_police_cases").read_text(encoding="utf-8")
    columns = text.split("    columns:")[1].split("    unused_columns:")[0].splitlines()[1:]
    assert len(columns) == 14
    assert all(line.startswith("      # ") for line in columns)
    assert '# "Vorgangsnummer": {to: row_key}' in text
    assert '# "Eingangsdatum": {to: reference_date, format: "%d.%m.%Y"}' in text
    assert '# "Alter": {to: victim_age, years: true, lookup: alter}' in text
    assert '    "sexuell": # decide: ' in text


def test_nothing_is_written_over_and_unfit_names_are_refused(oscec: Oscec, folders: Path, tmp_path: Path) -> None:
    existing = draft(folders, FIGURES)
    before = existing.read_bytes()
    assert oscec("new-source", "gb", "nca", "akeu").code == 2
    assert existing.read_bytes() == before
    for names in (("GBR", "a", "b"), ("gb", "A b", "c"), ("gb", "a", "../c"), ("gb", "a", "")):
        assert oscec("new-source", *names).code == 2
    unreadable = tmp_path / "letter.txt"
    unreadable.write_bytes(b"\x00\x01")
    for sample in (unreadable, tmp_path / "absent"):
        assert oscec("new-source", "fr", "a", "b", "--from", sample).code == 2
    assert sorted(path.name for path in (folders / "sources").iterdir()) == ["gb", "xa"]


def test_odd_headers_and_labels_still_give_a_draft_that_can_be_read(
    oscec: Oscec, folders: Path, tmp_path: Path
) -> None:
    rows = ['id;a: "b" # c;{{ 7 }}', *(f"{number};- {number % 2}: 'x';\\{number % 2}" for number in range(8))]
    path = written(tmp_path, "\n".join(rows))
    assert oscec("new-source", "fr", "a", "b", "--from", path).code == 0
    errors = oscec("sources", "--check").out
    assert "columns is empty" in errors
    assert "- 0: 'x' is empty" in errors
    assert "while scanning" not in errors
    assert draft(folders, "fr_a_b").read_text(encoding="utf-8").count("{{ 7 }}") == 1


def table(*rows: list[str | None]) -> GuessedTable | None:
    found = guess([sheet_of("s", enumerate(rows, start=1))])
    return found[0] if found else None


def test_the_header_is_the_first_row_of_texts_that_like_rows_follow() -> None:
    titles: list[list[str | None]] = [["A title", None, None], ["one", "two", "three words"]]
    body: list[list[str | None]] = [["1", "2", "3"], ["4", "5", "6"]]
    found = table(titles[0], ["Number", "Sex", "Age"], *body)
    assert found is not None
    assert (found.header_row, [each.header for each in found.columns]) == (2, ["Number", "Sex", "Age"])
    assert table(*body) is None
    assert table(titles[0]) is None


@pytest.mark.parametrize(
    ("values", "target", "labels"),
    [
        (["2024-01-31", "2024-02-01"] * 3, "reference_date", {}),
        (["a1", "a2", "a3", "a4", "a5", "a6"], "row_key", {}),
        (["9", "11", "11", "17", "17", None], "victim_age", {}),
        (["9", "11", "11", "17", "17", "unknown"], "victim_age", {"unknown": 1}),
        (["f", "f", "m", "f", "m", None], "", {"f": 3, "m": 2}),
        (["one", "two", "three", "four", "four", "five"], "", {}),
        ([None] * 6, "", {}),
    ],
)
def test_guesses_follow_the_values(values: list[str | None], target: str, labels: dict[str, int]) -> None:
    rows: list[list[str | None]] = [[value, "x", "y"] for value in values]
    found = table(["Column", "second", "third"], *rows)
    assert found is not None
    assert (found.columns[0].target, found.columns[0].labels) == (target, labels)


def test_sheets_with_one_header_are_one_table() -> None:
    [found] = guessed(example("xc_pcr_skutky", "2024"))
    assert len(found.sheets) == 4
