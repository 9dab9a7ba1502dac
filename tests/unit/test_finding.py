"""The catalogue of findings is complete, every finding is provoked by a test, and no message tells a story."""

import re
from pathlib import Path

import polars as pl
import pytest

from schemas import finding
from schemas.finding import SEVERITIES, catalogue, gathered, of_edition, of_rows
from schemas.shown import shown

TESTS = Path(__file__).parent.parent
IDS = sorted(catalogue())


@pytest.mark.parametrize("finding_id", IDS)
def test_finding_is_provoked_by_some_test(finding_id: str) -> None:
    quoted = re.compile(rf"[\"']{finding_id}[\"']")
    files = [path for path in TESTS.rglob("*") if path.suffix in {".py", ".csv", ".yml"}]

    assert any(quoted.search(path.read_text(encoding="utf-8")) for path in files)


@pytest.mark.parametrize("finding_id", IDS)
def test_finding_says_what_to_do_and_who_can(finding_id: str) -> None:
    kind = catalogue()[finding_id]

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", finding_id)
    assert kind.severity in SEVERITIES
    assert kind.scope in {"edition", "row", "figure"}
    assert kind.who in {"provider", "maintainer", "analyst"}
    assert all(text == text.strip() and text.endswith(".") for text in (kind.text, kind.remedy))
    assert set(re.findall(r"\{(.*?)\}", kind.text)) <= {"value", "column", "detail"}
    assert "{" not in kind.remedy


def test_ids_are_unique() -> None:
    lines = Path(finding.__file__).with_name("findings.csv").read_text(encoding="utf-8").splitlines()[1:]
    listed = [line.split(",")[0] for line in lines]

    assert len(set(listed)) == len(listed) == len(catalogue())


@pytest.mark.parametrize("text", ["MONEY", "13-15", "žluť", "sexuell und finanziell", "46.56 %", "x" * 30, ""])
def test_short_plain_value_is_shown(text: str) -> None:
    assert _shown(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * 31, "[31 characters: letters]"),
        ("Maria N., 14, lives at 3 Long Street", "[36 characters: letters digits signs]"),
        ("a@b.example", "[11 characters: letters signs]"),
        ("a\nb", "[3 characters: letters signs]"),
        ("12\x07", "[3 characters: digits signs]"),
        ("\u202eabc", "[4 characters: letters signs]"),
        ("<script>&", "[9 characters: letters signs]"),
        ("{detail}", "[8 characters: letters signs]"),
        ("\t" * 40, "[40 characters: signs]"),
    ],
)
def test_long_or_odd_value_is_told_by_its_kind_only(text: str, told: str) -> None:
    assert _shown(text) == told


def _shown(text: str) -> str:
    return str(pl.DataFrame({"value": [text]}).select(shown(pl.col("value"))).item())


def test_slots_are_filled_from_the_row() -> None:
    found = of_edition("value-unmapped", value="x", column_name="{value}", detail="; did you mean 'y'?")

    assert found["text"].to_list() == ["x in column {value} is not in the declared labels; did you mean 'y'?."]
    assert found["remedy"].to_list() == [catalogue()["value-unmapped"].remedy]


def test_absent_value_leaves_no_hole_and_empty_value_is_named() -> None:
    assert of_edition("age-out-of-range")["text"].to_list() == [" completed years is outside 0 to 120."]
    assert of_edition("age-out-of-range", value="")["text"][0].startswith("(empty) ")


def test_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        of_edition("no-such-finding")


def test_findings_are_never_capped() -> None:
    many = 120_000
    rows = pl.DataFrame({"sheet": "s", "row": range(many), "value": "x", "column_name": "c"})
    whole = gathered([of_rows("value-unmapped", rows), finding.empty()], source_id="a", edition="b", file="c")

    assert whole.height == many
    assert whole["row"].n_unique() == many
    assert set(whole["file"]) == {"c"}


def test_gathered_findings_stand_in_the_order_of_the_file() -> None:
    rows = pl.DataFrame({"sheet": ["b", "a", "a"], "row": [1, 9, 2], "cell": ["A1", "A9", "A2"]})
    whole = gathered(
        [of_rows("cell-error", rows), of_edition("rows-hidden")], source_id="a", edition="b", file="c"
    )  # fmt: skip

    assert whole.select("severity", "cell").rows() == [
        ("blocks", "A2"), ("blocks", "A9"), ("blocks", "A1"), ("warns", None),
    ]  # fmt: skip


def test_no_findings_are_an_empty_frame() -> None:
    assert gathered([], source_id="a", edition="b", file="c").equals(finding.empty())
