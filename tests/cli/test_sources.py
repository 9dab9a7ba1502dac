"""`oscec sources`: what there is, what was received, what is invented, and every error of a source file."""

from pathlib import Path

from tests.cli.conftest import FIGURES, MODEL, Oscec, example


def test_sources_with_editions_and_the_mark_of_invented_data(oscec: Oscec) -> None:
    oscec("submit", example(FIGURES, "2016"), "--source", FIGURES, "--edition", "2016")
    done = oscec("sources")
    lines = {line.split()[0]: line for line in done.out.splitlines() if line.strip()}
    assert done.code == 0
    assert lines[MODEL].rstrip().endswith("invented")
    assert "invented" not in lines[FIGURES]
    told = {each["source_id"]: each for each in oscec("sources", "--json").told}
    assert [each["receipt"]["sequence"] for each in told[FIGURES]["editions"]] == [1]
    assert (told[FIGURES]["is_model"], told[MODEL]["is_model"]) == (False, True)


def test_check_is_silent_about_good_files(oscec: Oscec) -> None:
    done = oscec("sources", "--check")
    assert (done.code, done.out) == (0, "2 sources, 0 of them with errors.\n")


def test_every_broken_file_is_told_with_its_errors(oscec: Oscec, folders: Path) -> None:
    bad = folders / "sources" / "gb" / FIGURES / f"{FIGURES}.yml"
    bad.write_text("source_id: [1\n", encoding="utf-8")
    misnamed = folders / "sources" / "gb" / "gb_other_series"
    misnamed.mkdir()
    (misnamed / "other.yml").write_text("", encoding="utf-8")
    done = oscec("sources", "--check")
    assert done.code == 1
    assert str(bad) in done.out
    assert f"{misnamed / 'gb_other_series.yml'}: there is no such file" in done.out
    told = {Path(each["path"]).stem: each["errors"] for each in oscec("sources", "--check", "--json").told}
    assert {name: bool(errors) for name, errors in told.items()} == {
        FIGURES: True,
        "gb_other_series": True,
        MODEL: False,
    }


def test_the_good_sources_are_listed_beside_a_broken_one(oscec: Oscec, folders: Path) -> None:
    (folders / "sources" / "gb" / FIGURES / f"{FIGURES}.yml").write_bytes(b"\xff\xfe\x00")
    done = oscec("sources")
    assert done.code == 1
    assert MODEL in done.out
    assert "oscec sources --check" in done.err


def test_missing_declarations_are_listed_with_the_few_that_matter_most(snapshot: Oscec) -> None:
    told = {each["source_id"]: each for each in snapshot("sources", "--missing", "--json").told}

    assert {"child_age_limit", "law_version"} <= set(told[FIGURES]["not_declared"])
    assert set(told[FIGURES]["declare_first"]) <= {*told[FIGURES]["not_declared"], "population_age", "element_child"}
    assert told[FIGURES]["verdicts_freed"] * 2 > told[FIGURES]["verdicts_waiting"] > 0
    assert "declare first" in snapshot("sources", "--missing").out


def test_a_mention_with_a_story_is_an_error_that_names_the_field(oscec: Oscec, folders: Path) -> None:
    path = folders / "sources" / "gb" / "mentions.yml"
    told = "{document: one, section: '1', victim_age: Y15, geo_code: GB-WLS, period_end: 2024-12-31, note: invented}"
    path.write_text(f"documents: {{one: One (2024)}}\nmentions:\n  - {told}\n", encoding="utf-8")
    done = oscec("sources", "--check")
    assert done.code == 1
    assert "mentions.yml: mentions.0.note: Extra inputs are not permitted" in done.out

    path.write_text(path.read_text(encoding="utf-8").replace(", note: invented", "").replace("GB-WLS", "FR"), "utf-8")
    assert "mentions of GB only, these lie elsewhere: FR" in oscec("sources", "--check").out
