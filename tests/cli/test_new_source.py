"""`oscec new-source`: a draft that says what is missing, suggests without applying, and loads once it is approved."""

import re
from pathlib import Path

import pytest

from interfaces.guess import Guessed, Told, guess
from interfaces.guess_columns import GuessedColumn
from pipelines import catalogue
from pipelines.read.cells import sheet_of
from pipelines.read.seen.tables import areas
from tests.cli.conftest import FIGURES, MODEL, SOURCES, Oscec, example, written

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
MODELS = sorted(path.stem for path in SOURCES.glob("x?/*/*.yml") if catalogue.load(path).is_incident_level)


def fill_in(path: Path, values: dict[str, str] = FILLED) -> None:
    """Give every empty key a value."""
    text = path.read_text(encoding="utf-8")
    for key, value in values.items():
        text = re.sub(rf"^(\s*(?:- )?{key}:) # fill in: .*$", rf"\1 {value}", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


def take_examples(path: Path) -> None:
    """Use the commented examples of a draft without a file: date, number and motive."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^(not_recorded:) # .*$", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"^  # - (?!motivation)(\w+)$", r"  - \1", text, flags=re.MULTILINE)
    text = re.sub(r"^(    columns:) # .*$", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r'^      # ("[^"]+": \{to: .*)$', r"      \1", text, flags=re.MULTILINE)
    path.write_text(text.replace("lookups: {}", "lookups:\n  motive: {sexual: SEXUAL}"), encoding="utf-8")


def approve(path: Path) -> None:
    """Take every suggestion as it is; what is left to decide is excluded by name or not used."""
    text = path.read_text(encoding="utf-8").replace(f"{catalogue.UNAPPROVED} ", "")
    head, lookups, labels = text.partition("\nlookups:")
    labels = re.sub(r'^(    ".*"): # decide.*$', r"\1: {exclude: left out}", labels, flags=re.MULTILINE)
    undecided = re.findall(r'^      (".*"): # decide.*$', head, flags=re.MULTILINE)
    head = re.sub(r'^      ".*": # decide.*\n', "", head, flags=re.MULTILINE)
    unused = "".join(f"\n      {header}: no field for it" for header in undecided)
    head = re.sub(r"^(    unused_columns:)(?: \{\} #.*)?$", rf"\1{unused}", head, flags=re.MULTILINE)
    path.write_text(head + lookups + labels, encoding="utf-8")
    fill_in(path)


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
    fill_in(draft(folders, "xg_police_cases"))
    take_examples(draft(folders, "xg_police_cases"))
    assert oscec("sources", "--check").out == "3 sources, 0 of them with errors.\n"
    source = catalogue.source("xg_police_cases")
    assert source.is_model
    assert list(source.record_tables[0].columns) == ["Case number", "Date of report", "Motive"]


@pytest.mark.parametrize("source_id", MODELS)
def test_an_approved_draft_takes_its_file_in(oscec: Oscec, folders: Path, source_id: str) -> None:
    sent = example(source_id, "2024")
    assert oscec("new-source", source_id[:2], "office", "again", "--from", sent).code == 0
    again = f"{source_id[:2]}_office_again"
    approve(draft(folders, again))
    assert oscec("sources", "--check").code == 0
    done = oscec("check", sent, "--source", again, "--json")
    assert done.code == 0
    assert done.told["rows"]["accepted"] > 0
    assert done.told["rows"]["rejected"] == 0


def test_a_draft_with_one_suggestion_left_takes_nothing_in(oscec: Oscec, folders: Path) -> None:
    sent = example(MODEL, "2024")
    oscec("new-source", "XG", "police", "cases", "--from", sent)
    path = draft(folders, "xg_police_cases")
    approve(path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"sexuell": "SEXUAL"', '"sexuell": !unapproved "SEXUAL"'), encoding="utf-8")
    told = oscec("sources", "--check")
    assert told.code == 1
    assert "1 suggestions are not approved" in told.out
    assert re.search(r'\.yml:\d+: not approved: "sexuell": !unapproved "SEXUAL"', told.out)
    for command in (("check", sent), ("submit", sent, "--edition", "2024")):
        ended = oscec(*command, "--source", "xg_police_cases")
        assert ended.code == 2
        assert "not approved" in ended.err
    assert not (folders / "data").exists()


def test_every_suggestion_is_marked_with_its_score(oscec: Oscec, folders: Path) -> None:
    oscec("new-source", "XG", "police", "cases", "--from", example(MODEL, "2024"))
    text = draft(folders, "xg_police_cases").read_text(encoding="utf-8")
    assert '"Vorgangsnummer": !unapproved {to: row_key}' in text
    assert '"Eingangsdatum": !unapproved {to: reference_date, format: "%d.%m.%Y"}' in text
    assert '"Alter": !unapproved {to: victim_age, lookup: alter, years: true}' in text
    assert '"Tatzeit von": !unapproved {to: offence_date, format: "%d.%m.%Y"}' in text
    assert '    "sexuell": !unapproved "SEXUAL" # 100, EQUAL: sexuell (5 rows)' in text
    assert 'header: {anchor: "Vorgangsnummer"}\n    encoding: windows-1252\n    delimiter: ";"\n' in text
    assert not re.search(r'^    "[^"]+": (?!!unapproved|# decide)', text.partition("\nlookups:")[2], flags=re.MULTILINE)


def test_facts_that_nobody_declared_are_listed_until_somebody_does(oscec: Oscec, folders: Path) -> None:
    oscec("new-source", "XG", "police", "cases", "--from", example(MODEL, "2024"))
    path = draft(folders, "xg_police_cases")
    [listed] = re.findall(r"^  not_stated: !unapproved \[(.+)\]$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {"recording_stage", "suppression", "element_threat", "rule_serial_acts"} <= {*listed.split(", ")}
    assert "counting_unit" not in listed
    approve(path)
    assert oscec("sources", "--check").code == 0
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^  # (suppression):.*$", r"  \1: NONE", text, flags=re.MULTILINE), encoding="utf-8")
    assert "suppression" in oscec("sources", "--check").out


@pytest.mark.parametrize(
    "texts", [["anna.muster@post.example", "ben.muster@post.example"], ["Anna Muster", "Ben Muster"]]
)
def test_labels_that_may_identify_persons_are_not_written_into_a_draft(
    oscec: Oscec, folders: Path, tmp_path: Path, texts: list[str]
) -> None:
    rows = ["Case number;Date of report;Name", *(f"{at};2024-01-{at:02};{texts[at % 2]}" for at in range(1, 20))]
    oscec("new-source", "XG", "police", "cases", "--from", written(tmp_path, "\n".join(rows)))
    text = draft(folders, "xg_police_cases").read_text(encoding="utf-8")
    assert "uster" not in text
    assert re.search(r'"Name": !unapproved "it seems to hold .*, which nobody may send"', text)


def test_labels_of_a_published_table_that_may_identify_persons_are_left_out(
    oscec: Oscec, folders: Path, tmp_path: Path
) -> None:
    rows = ["Office;2023;2024", *(f"office{at}@post.example;{at};1{at}" for at in range(9))]
    oscec("new-source", "XG", "police", "tables", "--from", written(tmp_path, "\n".join(rows)))
    assert "@post" not in draft(folders, "xg_police_tables").read_text(encoding="utf-8")


def test_codes_are_quoted(oscec: Oscec, folders: Path, tmp_path: Path) -> None:
    rows = [
        "Case number,Date of report,Sex",
        *(f"NO-{at},2024-01-{at:02},{'female' if at % 2 else 'male'}" for at in range(1, 20)),
    ]
    oscec("new-source", "NO", "police", "cases", "--from", written(tmp_path, "\n".join(rows)))
    text = draft(folders, "no_police_cases").read_text(encoding="utf-8")
    assert 'country: "NO"' in text
    assert '"female": !unapproved "F" # 100, EQUAL: female (10 rows)' in text


def test_a_cross_tab_becomes_figures(oscec: Oscec, folders: Path, tmp_path: Path) -> None:
    sent = written(
        tmp_path, "Victims by sex\n\nSex;2023;2024\nFemale;1,210;12\nMale;5;-\nTotal;1,215;19\n\nSource: police\n"
    )
    assert oscec("new-source", "XG", "police", "tables", "--from", sent).code == 0
    path = draft(folders, "xg_police_tables")
    text = path.read_text(encoding="utf-8")
    assert '"Female": !unapproved {dimension: victim_gender, code: "F"}' in text
    assert '"Total": !unapproved {dimension: total, code: ALL}' in text
    assert '"2023": !unapproved {period_start: 2023-01-01, period_end: 2023-12-31}' in text
    approve(path)
    assert oscec("sources", "--check").code == 0
    done = oscec("check", sent, "--source", "xg_police_tables", "--json")
    assert (done.code, done.told["rows"]["accepted"]) == (0, 5)


def test_several_files_are_drafted_together(oscec: Oscec, folders: Path, tmp_path: Path) -> None:
    head = "Case number;Date of report;Motive\n"
    files = []
    for year in ("2023", "2024"):
        rows = "".join(f"{at};{year}-0{at}-01;{'financial' if at % 2 else 'sexual'}\n" for at in range(1, 9))
        files.append(written(tmp_path, head + rows, f"cases_{year}.csv"))
    assert oscec("new-source", "XG", "police", "cases", "--from", *files).code == 0
    text = draft(folders, "xg_police_cases").read_text(encoding="utf-8")
    assert re.findall(r'edition: !unapproved "(\d+)"', text) == ["2023", "2024"]
    assert text.count("kind: records") == 1
    approve(draft(folders, "xg_police_cases"))
    for year, sent in zip(("2023", "2024"), files, strict=True):
        done = oscec("check", sent, "--source", "xg_police_cases", "--edition", year, "--json")
        assert done.told["rows"]["accepted"] == 8


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
    assert "is empty" in errors
    assert "while scanning" not in errors
    assert draft(folders, "fr_a_b").read_text(encoding="utf-8").count("{{ 7 }}") == 1


def guessed(*rows: list[str | None]) -> Guessed:
    sheet = sheet_of("s", enumerate(rows, start=1))
    return guess([Told("f.xlsx", sheet, areas(sheet))])


def column(header: str, values: list[str | None]) -> GuessedColumn:
    days = [f"2024-01-{at:02}" for at in range(1, len(values) + 1)]
    rows: list[list[str | None]] = [[value, day, "x"] for value, day in zip(values, days, strict=True)]
    [table] = guessed([header, "Date of report", "third"], *rows).tables
    return table.columns[0]


@pytest.mark.parametrize(
    ("header", "values", "target", "labels"),
    [
        ("Case number", ["a1", "a2", "a3", "a4", "a5", "a6"], "row_key", {}),
        ("Case number", ["a1", "a1", "a3", "a4", "a5", "a6"], "", {}),
        ("Column", ["a1", "a2", "a3", "a4", "a5", "a6"], "row_key", {}),
        ("Age", ["9", "11", "11", "17", "17", None], "victim_age", {"": 1}),
        ("Age", ["9", "11", "11", "17", "17", "unknown"], "victim_age", {"unknown": 1}),
        ("Wiek", ["do 12 lat", "13-15", "13-15", "16-17", "16-17", "16-17"], "victim_age", None),
        ("Sex", ["f", "f", "m", "f", "m", "m"], "victim_gender", {"f": 3, "m": 3}),
        ("Column", ["female", "female", "male", "female", "male", "male"], "victim_gender", None),
        (
            "Threat",
            ["publish", "publish; violence", "violence", "publish"] * 3,
            "threat",
            {"publish": 9, "violence": 6},
        ),
        ("Remarks", ["one", "two", "three", "four", "four", "five"], "unused", {}),
        ("Column", [None] * 6, "unused", {}),
    ],
)
def test_guesses_follow_header_and_cells(
    header: str, values: list[str | None], target: str, labels: dict[str, int] | None
) -> None:
    found = column(header, values)
    assert found.target == target
    assert labels is None or found.labels == labels


def test_a_date_that_can_be_read_two_ways_is_said_to_be_unsure(oscec: Oscec, folders: Path, tmp_path: Path) -> None:
    rows = ["Case number;Date of report", *(f"{at};0{at}/02/2024" for at in range(1, 9))]
    oscec("new-source", "XG", "police", "cases", "--from", written(tmp_path, "\n".join(rows)))
    text = draft(folders, "xg_police_cases").read_text(encoding="utf-8")
    assert "# Unsure: records: Date of report: day and month cannot be told apart" in text


def test_sheets_with_one_header_are_one_table() -> None:
    head: list[str | None] = ["Case number", "Date of report", "Sex"]
    sheets = [
        sheet_of(name, enumerate([head, ["1", "2024-01-01", "f"], ["2", "2024-01-02", "m"]], start=1)) for name in "ab"
    ]
    found = guess([Told("f.xlsx", sheet, areas(sheet)) for sheet in sheets])
    assert [table.sheets for table in found.tables] == [["a", "b"]]
    assert found.language == "en"


def test_bands_that_share_a_limit_are_unsure_and_sentinels_are_no_ages() -> None:
    found = column("Age group", ["10-14", "10-14", "14-18", "14-18", "99", "99"]).suggested
    told = {text: (each.meaning, each.relation) for text, each in found.items()}
    assert told == {"10-14": ("Y10T13", "INEXACT"), "14-18": ("Y14T18", "EQUAL")}


def test_the_first_column_labels_the_rows_of_a_cross_tab_by_numbers_too() -> None:
    [table] = guessed(["Station", "a", "b"], ["1", "5", "6"], ["2", "7", "8"]).tables
    assert table.figures is not None
    assert (table.figures.kind, table.figures.stubs) == ("crosstab", ["station"])


def test_crowd_of_tables_is_told_in_the_draft_and_not_drafted(oscec: Oscec, tmp_path: Path) -> None:
    crowd = tmp_path / "crowd.csv"
    crowd.write_text("".join(f"h{at},b\nx,2\n\n" for at in range(2_000)), encoding="utf-8")
    oscec("new-source", "xy", "office", "crowd", "--from", crowd)
    [path] = (tmp_path / "sources" / "xy").rglob("*.yml")

    assert "holds so many tables that none was looked at" in path.read_text(encoding="utf-8")
