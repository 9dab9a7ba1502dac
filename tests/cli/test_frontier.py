"""`oscec frontier`: the steps over the current warehouse, and what it says where there is nothing to compare."""

import pytest

from interfaces import frontier as command
from interfaces import show
from tests.cli.conftest import FIGURES, MODEL, Oscec


def test_every_step_names_sources_and_bands(snapshot: Oscec) -> None:
    done = snapshot("frontier", "--dimension", "victim_age")
    assert done.code == 0
    assert "bands at least" in done.out
    assert f"{FIGURES}, {MODEL}" in done.out
    assert show.MODEL_NOTE in done.out


def test_json_has_all_sets(snapshot: Oscec) -> None:
    told = snapshot("frontier", "--dimension", "victim_age", "--json").told
    [part] = told["frontier"]
    assert (told["dimension"], part["sex"]) == ("victim_age", None)
    assert [step["bands_at_least"] for step in part["steps"]] == list(range(1, len(part["steps"]) + 1))
    assert part["steps"][0]["sets"][0]["sources"] == [FIGURES, MODEL]
    for step in part["steps"]:
        assert all(len(each["bands"]) >= step["bands_at_least"] for each in step["sets"])


def test_chosen_sources_only(snapshot: Oscec) -> None:
    told = snapshot("frontier", FIGURES, "--dimension", "victim_age", "--json").told
    assert told["frontier"][0]["steps"][-1]["sets"] == [{"sources": [FIGURES], "bands": ["Y_LT18", "Y18T24"]}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--dimension", "colour"], "There is no dimension colour. There are: motivation"),
        (["xa_none", "--dimension", "demand"], "There is no source xa_none"),
        ([FIGURES, "--dimension", "platform"], f"platform is not recorded by {FIGURES}. It is by: {MODEL}."),
    ],
)
def test_wrong_input_is_named(snapshot: Oscec, arguments: list[str], said: str) -> None:
    done = snapshot("frontier", *arguments)
    assert done.code == 2
    assert said in done.err


def test_a_dimension_nobody_records_is_named(snapshot: Oscec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_recorded", lambda *_: set())
    done = snapshot("frontier", "--dimension", "outcome")
    assert done.code == 2
    assert "No source of the warehouse records outcome" in done.err


def test_long_lists_say_what_is_hidden(snapshot: Oscec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_SHOWN", 0)
    assert "more sets of sources are not shown" in snapshot("frontier", "--dimension", "victim_age").out


def test_without_a_warehouse_it_says_how_to_get_one(oscec: Oscec) -> None:
    assert "oscec run" in oscec("frontier", "--dimension", "victim_age").err
