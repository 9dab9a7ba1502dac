"""Source files are found by path and read strictly; an error names file and field."""

import json
from pathlib import Path

import pytest

from pipelines import catalogue
from pipelines.catalogue import SourceError
from tests.support.small import LOOKUPS, plant, told


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSCEC_SOURCES", str(tmp_path / "sources"))
    return tmp_path / "sources"


def test_sources_are_found_by_path(folder: Path) -> None:
    plant(folder, source_id="xz_b_records")
    plant(folder, source_id="xz_a_records")
    (folder / "xz" / "xz_a_records" / "notes.yml").write_text("x: 1")

    assert list(catalogue.paths()) == ["xz_a_records", "xz_b_records"]
    assert [source.source_id for source in catalogue.sources()] == ["xz_a_records", "xz_b_records"]


def test_unknown_source_is_told_with_those_there_are(folder: Path) -> None:
    plant(folder)

    with pytest.raises(SourceError, match="'xz_other'; there are: xz_test_records"):
        catalogue.source("xz_other")


def test_no_sources_at_all_are_told(folder: Path) -> None:
    assert not folder.exists()
    with pytest.raises(SourceError, match="there are: none"):
        catalogue.source("xz_other")


def test_changed_file_is_read_again(folder: Path) -> None:
    path = plant(folder, title="before")
    assert catalogue.load(path).title == "before"
    path.write_text(json.dumps(told(title="after")))

    assert catalogue.load(path).title == "after"


def test_words_stay_words(folder: Path) -> None:
    path = plant(folder, country="XZ")
    lookups = json.dumps({**LOOKUPS, "gender": "@"}).replace('"@"', "{f: F, NO: M, yes: _U, 12:30: _U}")
    told_ = json.dumps(told(lookups="@")).replace('"@"', lookups)
    path.write_text(told_)

    assert list(catalogue.load(path).lookups["gender"]) == ["f", "NO", "yes", "12:30"]


def test_unquoted_words_of_other_yaml_versions_stay_words(folder: Path) -> None:
    path = plant(folder)
    path.write_text(json.dumps(told(title="@")).replace('"@"', "NO"))

    assert catalogue.load(path).title == "NO"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"title":', '"title": "x", "title":', "duplicate key"),
        ('"title":', '"titel":', "titel: Extra inputs are not permitted"),
        ('"title":', '"titel":', "title: Field required"),
        ('"title":', "{", "xz_test_records.yml"),
        ('"to": "row_key"', '"to": "row_kee"', "Number"),
        ("xz_test_records", "xz_other_records", "folder, file and source_id must agree"),
    ],
)
def test_error_names_file_and_field(folder: Path, old: str, new: str, reason: str) -> None:
    path = plant(folder)
    path.write_text(path.read_text().replace(old, new, 1))

    with pytest.raises(SourceError) as refused:
        catalogue.load(path)
    assert reason in str(refused.value)
    assert str(path) in str(refused.value)


def test_errors_of_all_files_are_told_together(folder: Path) -> None:
    for name in ("xz_a_records", "xz_b_records"):
        plant(folder, source_id=name).write_text("colour: red")

    with pytest.raises(SourceError) as refused:
        catalogue.sources()
    named = {Path(line.split(": ")[0]).name for line in str(refused.value).splitlines()}
    assert {"xz_a_records.yml", "xz_b_records.yml"} <= named


def test_number_is_no_label(folder: Path) -> None:
    """A label 010 that is not quoted would become 10: refused, never guessed."""
    path = plant(folder)
    path.write_text(path.read_text().replace('"not known": "_U"', '010: "_U"', 1))

    with pytest.raises(SourceError, match="lookups"):
        catalogue.load(path)


def test_file_in_another_code_page_is_refused(folder: Path) -> None:
    path = plant(folder)
    path.write_bytes("title: Nötigung".encode("cp1252"))

    with pytest.raises(SourceError, match=r"xz_test_records\.yml"):
        catalogue.load(path)


def test_file_that_is_no_mapping_is_refused(folder: Path) -> None:
    path = plant(folder)
    for text in ("", "- a", "a"):
        path.write_text(text)
        with pytest.raises(SourceError):
            catalogue.load(path)
