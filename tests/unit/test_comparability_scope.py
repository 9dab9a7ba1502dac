"""The scope test: its truth table, the definitions side by side, and what more knowledge may change."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.counting import ELEMENTS
from schemas.table import rows
from warehouse.comparability.scope import Scope, Truth, definitions, judged, rules

EUROPOL, ACAR, BROOKINGS, GUIDELINES = "EUROPOL_2017", "ACAR_2016", "BROOKINGS_2016", "GUIDELINES_2016"
PRESENT = dict.fromkeys(ELEMENTS, Truth.YES)
TABLE = list(product(Truth, repeat=len(ELEMENTS)))
NARROWER = {
    "demand": [("SEXUAL_ANY", "MORE_CONTENT"), ("SEXUAL_ANY", "SEX_OFFLINE"), ("_U", "MONEY"), ("_U", "NONE"),
               ("MONEY_OR_GOODS", "MONEY"), ("UNDETERMINED", "OTHER_BENEFIT"), ("_U", "SEX_OFFLINE")],
    "threat": [("PUBLISH", "PUBLISH_TO_KNOWN"), ("_U", "PUBLISH"), ("_U", "PHYSICAL_HARM")],
    "material": [("_U", "FABRICATED"), ("_U", "ACCIDENTAL_UPLOAD"), ("_N", "NO_MATERIAL_CLAIMED_ONLY")],
    "victim_age": [("Y13T19", "Y14"), ("Y13T19", "Y_GE18"), ("_U", "Y_LT18")],
}  # fmt: skip


def scopes(elements: dict[str, Truth], **codes: list[str]) -> dict[str, Scope]:
    return {each.definition: each.scope for each in judged(elements, codes)}


def deciding(definition: str, elements: dict[str, Truth], **codes: list[str]) -> tuple[str, ...]:
    return next(each.deciding for each in judged(elements, codes) if each.definition == definition)


def required(definition: str) -> set[str]:
    return {rule.element for rule in rules() if rule.definition == definition and rule.is_required}


def test_every_definition_says_something_of_every_element() -> None:
    assert definitions() == (EUROPOL, ACAR, BROOKINGS, GUIDELINES)
    said = Counter((row["definition"], row["element"]) for row in rows("scope"))
    assert said == Counter(product(definitions(), ELEMENTS))
    assert all(row["citation"] and row["text"].endswith(".") for row in rows("scope"))


def test_truth_table_has_243_rows_and_equals_brute_force() -> None:
    """IN where every way to settle the unknown elements is in, OUT where none is."""
    assert len(TABLE) == 243
    for values in TABLE:
        given_elements = dict(zip(ELEMENTS, values, strict=True))
        settled = list(product(*([v] if v != Truth.UNKNOWN else [Truth.NO, Truth.YES] for v in values)))
        for definition, scope in scopes(given_elements).items():
            needed = [at for at, name in enumerate(ELEMENTS) if name in required(definition)]
            ways = {all(way[at] == Truth.YES for at in needed) for way in settled}
            expected = Scope.UNDETERMINED if len(ways) > 1 else Scope.IN if ways == {True} else Scope.OUT
            assert scope is expected


def test_truth_table_in_numbers() -> None:
    told = [scopes(dict(zip(ELEMENTS, values, strict=True))) for values in TABLE]
    found = {name: Counter(each[name] for each in told) for name in definitions()}
    assert found[EUROPOL] == found[ACAR] == Counter({Scope.IN: 1, Scope.UNDETERMINED: 31, Scope.OUT: 211})
    assert found[BROOKINGS] == found[GUIDELINES] == Counter({Scope.IN: 3, Scope.UNDETERMINED: 45, Scope.OUT: 195})


def test_deciding_elements_are_those_that_put_it_out_or_leave_it_open() -> None:
    assert deciding(EUROPOL, PRESENT) == ()
    assert deciding(EUROPOL, PRESENT | {"THREAT": Truth.NO, "CHILD": Truth.UNKNOWN}) == ("THREAT",)
    assert deciding(EUROPOL, PRESENT | {"VALUE": Truth.UNKNOWN, "CHILD": Truth.UNKNOWN}) == ("VALUE", "CHILD")
    assert deciding(EUROPOL, {}) == ELEMENTS


def test_a_demand_for_a_meeting_is_in_for_europol_and_out_for_acar() -> None:
    found = judged(PRESENT, {"demand": ["SEX_OFFLINE"]})
    assert [(each.definition, each.scope) for each in found[:2]] == [(EUROPOL, Scope.IN), (ACAR, Scope.OUT)]
    assert found[1].deciding == ("ONLINE",)
    assert "grooming" in found[1].reasons[0]
    assert scopes(PRESENT, demand=["SEXUAL_ANY"])[ACAR] is Scope.UNDETERMINED


def test_money_alone_is_out_for_brookings_only() -> None:
    money = scopes(PRESENT, demand=["MONEY"])
    assert money == {EUROPOL: Scope.IN, ACAR: Scope.IN, BROOKINGS: Scope.OUT, GUIDELINES: Scope.IN}
    assert scopes(PRESENT, demand=["MONEY", "MORE_CONTENT"])[BROOKINGS] is Scope.IN
    assert scopes(PRESENT, demand=["OTHER_BENEFIT"])[BROOKINGS] is Scope.UNDETERMINED


def test_images_the_child_did_not_make_are_out_for_the_guidelines_only() -> None:
    made = scopes(PRESENT, material=["FABRICATED"])
    assert made == {EUROPOL: Scope.IN, ACAR: Scope.IN, BROOKINGS: Scope.IN, GUIDELINES: Scope.OUT}
    assert scopes(PRESENT, material=["ACCIDENTAL_UPLOAD"])[GUIDELINES] is Scope.IN
    assert scopes(PRESENT, material=["DEVICE_HACK_MALWARE"])[GUIDELINES] is Scope.UNDETERMINED
    assert scopes(PRESENT, material=["NO_MATERIAL_CLAIMED_ONLY"])[ACAR] is Scope.OUT


def test_an_adult_is_in_for_brookings_only() -> None:
    adult = {name: truth for name, truth in PRESENT.items() if name != "CHILD"}
    found = scopes(adult, victim_age=["Y18T24"])
    assert found == {EUROPOL: Scope.OUT, ACAR: Scope.OUT, BROOKINGS: Scope.IN, GUIDELINES: Scope.OUT}
    assert scopes(adult, victim_age=["Y17"])[EUROPOL] is Scope.IN
    assert scopes(adult, victim_age=["Y15T25"])[EUROPOL] is Scope.UNDETERMINED


def test_no_further_demand_has_no_value() -> None:
    assert set(scopes(PRESENT, demand=["NONE"]).values()) == {Scope.OUT}


def test_being_online_is_never_read_from_codes_alone() -> None:
    told = {"material": ["ACCIDENTAL_UPLOAD"], "threat": ["PUBLISH"], "demand": ["MORE_CONTENT"], "victim_age": ["Y14"]}
    assert scopes({}, **told) == {
        EUROPOL: Scope.UNDETERMINED, ACAR: Scope.UNDETERMINED, BROOKINGS: Scope.UNDETERMINED, GUIDELINES: Scope.IN,
    }  # fmt: skip
    assert set(scopes({"ONLINE": Truth.YES}, **told).values()) == {Scope.IN}


@settings(max_examples=200, deadline=None)
@given(st.tuples(*[st.sampled_from(Truth)] * len(ELEMENTS)), st.sampled_from(sorted(NARROWER)), st.data())
def test_more_knowledge_never_turns_in_into_out(values: tuple[Truth, ...], dimension: str, data: st.DataObject) -> None:
    elements = dict(zip(ELEMENTS, values, strict=True))
    wide, narrow = data.draw(st.sampled_from(NARROWER[dimension]))
    others = data.draw(st.lists(st.sampled_from([pair[1] for pair in NARROWER[dimension]]), max_size=2))
    before, after = (judged(elements, {dimension: [code, *others]}) for code in (wide, narrow))
    for coarse, exact in zip(before, after, strict=True):
        assert coarse.scope in {exact.scope, Scope.UNDETERMINED}


def test_what_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="PLACE, demand=LOVE, platform=EMAIL"):
        judged({"PLACE": Truth.YES}, {"demand": ["MONEY", "LOVE"], "platform": ["EMAIL"]})
