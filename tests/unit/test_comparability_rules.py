"""The rulebook is whole, every rule says why, and every way to break it is named."""

from dataclasses import replace

import pytest

from schemas import codelist
from schemas.comparability import ANY_VALUE, LEVELS, Rule, Rulebook, chosen, read
from schemas.comparability_checks import RulebookError, checked, needed, rulebook
from schemas.counting import Counting

BOOK = rulebook()
FACTS = {fact.fact: fact for fact in BOOK.facts}
ASKED = {
    "element_material", "element_threat", "element_value", "element_online", "element_child", "child_age_limit",
    "age_moment", "counted_object", "counting_unit", "rule_principal_offence", "rule_serial_acts",
    "rule_several_victims", "recording_stage", "reference_date_type", "geographic_role", "universe", "unit_mandate",
    "mapping_relation", "undetermined_share", "period", "window", "population_overlap", "response_type", "suppression",
    "revision_state", "law_version", "definition_in_force", "population_age",
}  # fmt: skip


def changed(which: str, found: str, **columns: object) -> Rulebook:
    """The rulebook with one rule changed."""
    rules = [
        replace(rule, **columns) if (rule.fact, rule.relation) == (which, found) else rule  # type: ignore[arg-type]
        for rule in BOOK.rules
    ]
    return Rulebook(BOOK.facts, tuple(rules))


def of(fact: str, one: str, other: str, *, is_one_source: bool = False) -> Rule:
    return chosen(BOOK.of(fact, is_one_source=is_one_source), one, other=other)


def test_every_fact_that_is_to_be_compared_is() -> None:
    assert FACTS.keys() >= ASKED
    declared = set(Counting(counting_unit="REPORT").facts())
    assert declared <= FACTS.keys()


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_has_a_rule_for_every_relation(name: str) -> None:
    for is_one_source in (True, False):
        relations = {rule.relation for rule in BOOK.of(name, is_one_source=is_one_source)}
        assert relations >= set(needed(FACTS[name], is_one_source=is_one_source))


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.name)
def test_every_rule_says_why_and_where_it_is_from(rule: Rule) -> None:
    assert rule.text.endswith(".")
    assert rule.citation.strip()
    assert rule.level in LEVELS


def test_levels_are_ordered_and_unknown_stands_below_not_comparable_only() -> None:
    assert LEVELS == ("COMPARABLE", "WITH_NOTE", "TREND_ONLY", "BOUNDS_ONLY", "UNKNOWN", "NOT_COMPARABLE")


def test_every_fact_says_what_it_is_and_whose_field() -> None:
    assert all(fact.definition.endswith(".") and fact.source and fact.declared_in for fact in BOOK.facts)
    assert len(BOOK.facts) < 56, "reasons are bits of one number"


def test_every_repair_is_used() -> None:
    assert {rule.repair for rule in BOOK.rules} - {""} == codelist.codes("repair")


@pytest.mark.parametrize(
    ("fact", "one", "other", "relation"),
    [
        ("universe", "POLICE", "POLICE", "SAME"),
        ("universe", "POLICE", "HOTLINE", "DIFFERENT"),
        ("universe", "UNKNOWN", "HOTLINE", "UNKNOWN"),
        ("universe", "CHANGING", "HOTLINE", "CHANGING"),
        ("universe", "CHANGING", "UNKNOWN", "CHANGING"),
        ("age_basis", "CHANGING", "UNKNOWN", "UNKNOWN"),
        ("population_age", "CHILDREN_ONLY", "ALL_AGES", "ONE_ALL_OTHER_CHILDREN"),
        ("population_age", "ADULTS_ONLY", "ALL_AGES", "DIFFERENT"),
        ("counted_object", "OFFENDER", "VICTIM", "OFFENDER_AGAINST_OTHER"),
        ("counted_object", "UNKNOWN", "OFFENDER", "UNKNOWN"),
        ("mapping_relation", "INEXACT", "UNKNOWN", "INEXACT_AGAINST_OTHER"),
        ("mapping_relation", "INEXACT", "INEXACT", "BOTH_INEXACT"),
        ("element_value", "PARTIAL", "PARTIAL", "BOTH_PARTLY_REQUIRED"),
        ("reference_date_type", "RECEIVED", "REPORTED", "DAYS_APART"),
        ("undetermined_share", "LARGE", "ALL", "ALL_AGAINST_OTHER"),
        ("geographic_role", "VICTIM_RESIDENCE", "VICTIM_OR_OFFENDER", "VICTIM_OR_OFFENDER_AGAINST_PLACE"),
    ],
)
def test_the_rule_for_two_values(fact: str, one: str, other: str, relation: str) -> None:
    assert of(fact, one, other).relation == of(fact, other, one).relation == relation


def test_a_change_of_law_is_a_note_between_countries_and_a_break_inside_one() -> None:
    assert of("law_version", "one", "two").level == "WITH_NOTE"
    assert of("law_version", "one", "two", is_one_source=True).level == "NOT_COMPARABLE"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (
            changed("universe", "DIFFERENT", fact="univers"),
            r"rule univers DIFFERENT \(ANY\): fact 'univers' is none of",
        ),
        (changed("universe", "DIFFERENT", level="BAD"), r"universe DIFFERENT \(ANY\): level 'BAD' is none of"),
        (changed("universe", "DIFFERENT", within="THREE"), "within 'THREE' is none of"),
        (changed("universe", "DIFFERENT", whose="ME"), "whose 'ME' is none of"),
        (changed("universe", "DIFFERENT", repair="PRAY"), "repair 'PRAY' is none of"),
        (changed("universe", "DIFFERENT", text=" "), "text is empty"),
        (changed("universe", "DIFFERENT", citation=""), "citation is empty"),
        (changed("universe", "DIFFERENT", one=("POLICE",)), "one and other are either both filled in or both empty"),
        (changed("universe", "UNKNOWN", level="WITH_NOTE"), "an undeclared fact gives UNKNOWN, not WITH_NOTE"),
        (changed("period", "NESTED", repaired="NOT_COMPARABLE"), "leaves NOT_COMPARABLE, which is no better than"),
        (changed("universe", "DIFFERENT", relation="SAME"), "fact universe: no rule inside one source for DIFFERENT"),
        (
            changed("population_age", "ONE_ALL_OTHER_CHILDREN", one=("KIDS",)),
            "the fact cannot have these values: KIDS",
        ),
        (
            changed("suppression", "BOTH_ROUNDED", one=("SMALL_COUNTS",), other=("SMALL_COUNTS",)),
            "SMALL_COUNTS against SMALL_COUNTS is both BOTH_SMALL_COUNTS and BOTH_ROUNDED",
        ),
        (
            changed("element_value", "BOTH_PARTLY_REQUIRED", level="NOT_COMPARABLE"),
            "PARTIAL against itself is NOT_COMP",
        ),
        (changed("period", "NESTED", relation="APART"), "APART has several rules|no rule .* for NESTED"),
    ],
)
def test_a_broken_rulebook_is_refused(broken: Rulebook, message: str) -> None:
    with pytest.raises(RulebookError, match=message):
        checked(broken)


def test_all_errors_are_told_at_once() -> None:
    rules = (
        replace(BOOK.rules[0], level="BAD"),
        replace(BOOK.rules[1], citation=""),
        *BOOK.rules[2:],
    )
    with pytest.raises(RulebookError) as error:
        checked(Rulebook(BOOK.facts, rules))
    assert len(str(error.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("comparison", "GUESS", "fact universe: comparison 'GUESS' is none of"),
        ("codelist", "nowhere", "fact universe: there is no codelist 'nowhere'"),
        ("under_18", {"POLICE": "KIDS"}, "under_18 names values the fact cannot have: KIDS"),
    ],
)
def test_a_broken_fact_is_refused(column: str, value: object, message: str) -> None:
    facts = tuple(replace(fact, **{column: value}) if fact.fact == "universe" else fact for fact in BOOK.facts)  # type: ignore[arg-type]
    with pytest.raises(RulebookError, match=message):
        checked(Rulebook(facts, BOOK.rules))


def test_two_values_without_a_rule_are_an_error() -> None:
    with pytest.raises(LookupError, match="no rule for A against B"):
        chosen([], "A", other="B")


def test_what_ships_is_read_as_it_stands() -> None:
    assert checked(read()) is read()
    assert all(ANY_VALUE not in rule.one for rule in BOOK.rules)
