"""Profiles of facts for verdicts, and the verdict worked out pair by pair and fact by fact, as a reader would."""

from collections.abc import Mapping
from datetime import date

import polars as pl
from hypothesis import strategies as st

from schemas.comparability import LEVELS, FactKind, Rule, chosen
from schemas.comparability_checks import rulebook

Profile = dict[str, object]
BOOK = rulebook()
FACTS = {fact.fact: fact for fact in BOOK.facts}
PERIODS = {
    "2015": (date(2015, 1, 1), date(2015, 12, 31)),
    "2016": (date(2016, 1, 1), date(2016, 12, 31)),
    "2015-06/2016-05": (date(2015, 6, 1), date(2016, 5, 31)),
    "2014/2016": (date(2014, 1, 1), date(2016, 12, 31)),
    "2017-Q1": (date(2017, 1, 1), date(2017, 3, 31)),
    "/2016": (None, date(2016, 12, 31)),
}
OVERLAPS = {("xa", "xb"): "DISJOINT", ("xa", "xc"): "PART_OF", ("xb", "xc"): "OVERLAPS"}
_OPPOSITE = {"PART_OF": "CONTAINS", "CONTAINS": "PART_OF"}
_TEXTS = {"NUMBER": ["16", "18"], "NAME": ["one", "two"], "BANDS": ["0|18", "0|13|18", "0|14|18", "0|13|16|18"]}


def overlaps() -> pl.DataFrame:
    """What the invented sources declare, seen from both sides."""
    rows = [(one, other, said) for (one, other), said in OVERLAPS.items()]
    back = [(other, one, _OPPOSITE.get(said, said)) for one, other, said in rows]
    return pl.DataFrame([*rows, *back], schema=["source_id", "other_id", "overlap"], orient="row")


def values(fact: FactKind) -> list[str]:
    """Values a fact may have, those that say there is none included."""
    if fact.comparison == "CODE":
        return fact.values
    if fact.comparison == "BANDS":
        return [*_TEXTS["BANDS"], "UNKNOWN"]
    return [*_TEXTS[fact.comparison], *fact.unsaid]


def _plainest(fact: FactKind) -> str:
    """A value that two cells may share without any note."""
    rules = BOOK.of(fact.fact, is_one_source=False)
    return next(value for value in values(fact) if value not in fact.unsaid and not _chosen(fact, rules, value).rank)


def _chosen(fact: FactKind, rules: list[Rule], value: str) -> Rule:
    return chosen(rules, value, other=value) if fact.comparison == "CODE" else rules[0]


def plain(source: str = "xa", period: str = "2016") -> Profile:
    """A profile that is COMPARABLE with another of the same values."""
    coded = {name: _plainest(fact) for name, fact in FACTS.items() if fact.comparison not in {"PERIOD", "POPULATION"}}
    return profile(source, period, coded)


def profile(source: str, period: str, facts: Mapping[str, object]) -> Profile:
    """A profile of one source and period with these facts."""
    start, end = PERIODS[period]
    placed = {"source_id": source, "population_overlap": source, "period": period}
    return {**facts, **placed, "period_start": start, "period_end": end}


def frame(profiles: list[Profile]) -> pl.DataFrame:
    """Profiles as the engine takes them."""
    return pl.DataFrame(profiles, schema_overrides={"period_start": pl.Date, "period_end": pl.Date})


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any profile: of one of three sources, plain but for a few facts, or with anything anywhere."""
    source, period = draw(st.sampled_from(["xa", "xb", "xc"])), draw(st.sampled_from([*PERIODS]))
    coded = [fact for fact in BOOK.facts if fact.comparison not in {"PERIOD", "POPULATION"}]
    changed = draw(st.lists(st.sampled_from(coded), max_size=4, unique_by=lambda fact: fact.fact))
    moved = {fact.fact: draw(st.sampled_from(values(fact))) for fact in changed}
    return {**plain(source, period), **moved}


def rule_of(fact: FactKind, one: Profile, other: Profile) -> Rule:
    """The rule for two profiles in one fact, found the slow way."""
    is_own = one["source_id"] == other["source_id"]
    rules = BOOK.of(fact.fact, is_one_source=is_own)
    if fact.comparison in {"CODE", "NAME", "NUMBER"}:
        return chosen(rules, str(one[fact.fact]), other=str(other[fact.fact]))
    found = {"PERIOD": _period, "BANDS": _bands, "POPULATION": _population}[fact.comparison](one, other)
    return next(rule for rule in rules if rule.relation == found)


def judged(one: Profile, other: Profile) -> tuple[str, set[str]]:
    """The verdict on two profiles and the facts that give it."""
    ranks = {fact.fact: rule_of(fact, one, other).rank for fact in BOOK.facts}
    worst = max(ranks.values())
    return LEVELS[worst], {fact for fact, rank in ranks.items() if rank == worst and worst}


def _period(one: Profile, other: Profile) -> str:
    ends = [one["period_start"], one["period_end"], other["period_start"], other["period_end"]]
    if None in ends:
        return "UNKNOWN"
    start, end, start_other, end_other = (day for day in ends if isinstance(day, date))
    days, days_other = _days(start, end), _days(start_other, end_other)
    if days == days_other:
        return "SAME"
    if days <= days_other or days_other <= days:
        return "NESTED"
    if days & days_other:
        return "OVERLAPPING"
    return "APART" if abs(len(days) - len(days_other)) <= 1 else "APART_OTHER_LENGTH"


def _days(start: date, end: date) -> set[int]:
    return set(range(start.toordinal(), end.toordinal() + 1))


def _bands(one: Profile, other: Profile) -> str:
    if "UNKNOWN" in {one["age_bands"], other["age_bands"]}:
        return "UNKNOWN"
    ages, ages_other = (set(str(each["age_bands"]).split("|")) for each in (one, other))
    if ages == ages_other:
        return "SAME"
    return "FINER" if ages < ages_other or ages_other < ages else "CROSSING"


def _population(one: Profile, other: Profile) -> str:
    key = str(one["source_id"]), str(other["source_id"])
    if key[0] == key[1]:
        return "SAME"
    return OVERLAPS.get(key) or OVERLAPS.get((key[1], key[0])) or "UNKNOWN"
