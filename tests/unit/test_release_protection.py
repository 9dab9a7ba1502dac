"""Counts of records before they leave: thresholds of providers, small groups, revisions, what was told before."""

import polars as pl
import pytest

from schemas.disclosure import DisclosureRules, tiers
from warehouse.disclosure import told
from warehouse.disclosure.greedy import UnprotectableError
from warehouse.release.house import House
from warehouse.release.protection import Protection, protection

PUBLIC = tiers()["public"]
SOURCE = "xz_test_records"
SERIES = f"{SOURCE}/2024/XZ/VICTIM_RESIDENCE/VICTIM"
GENDERS = {"F": 60, "M": 30, "_O": 7, "_U": 12}
Counts = dict[str, dict[str, int]]


def house(editions: Counts, *, threshold: int = 0, overrides: dict[str, int] | None = None, rejected: int = 0) -> House:
    """A warehouse of one source that records gender alone; the last edition stands, each revises the one before."""
    place = {"period": "2024", "geo_code": "XZ", "geographic_role": "VICTIM_RESIDENCE", "counting_unit": "VICTIM"}
    counts = [
        {"source_id": SOURCE, "edition": edition, **place, "dimension": "victim_gender", "recorded": code,
         "relations": "EQUAL", "records": records}
        for edition, genders in editions.items()
        for code, records in genders.items()
    ]  # fmt: skip
    tally = pl.DataFrame(counts)
    by = {f"by_{name}": pl.lit(None, pl.String) for name in ("dimension", "recorded", "relations")}
    fact = {"source_id": SOURCE, "fact": "frequency_threshold", "value": str(threshold)}
    core = {
        "core.tally": tally,
        "core.cross_tally": tally.with_columns(**by),
        "core.fact": pl.DataFrame([fact] if threshold else [], schema=dict.fromkeys(fact, pl.String)),
        "core.source": pl.DataFrame({"source_id": [SOURCE], "level": ["INCIDENT"], "publisher": ["Office of XZ"]}),
        "core.edition": pl.DataFrame(_editions(editions, rejected), schema_overrides={"revises": pl.String}),
    }
    return House(core, overrides or {})


def _editions(editions: Counts, rejected: int) -> list[dict[str, object]]:
    names = list(editions)
    return [
        {
            "source_id": SOURCE, "edition": name, "state": "ACCEPTED", "is_current": name == names[-1],
            "revises": names[at - 1] if at else None, "file": "names_of_children.csv",
            "rows_read": sum(editions[name].values()) + rejected, "rows_accepted": sum(editions[name].values()),
            "rows_rejected": rejected, "rows_excluded": 0,
        }
        for at, name in enumerate(names)
    ]  # fmt: skip


def protected(given: House, *earlier: Protection, rules: DisclosureRules = PUBLIC) -> Protection:
    """What leaves after what left before."""
    before = [told.frame(each.series) for each in earlier]
    return protection(given, rules, before=told.read(before), progress=lambda _: None)


def shown(found: Protection) -> dict[str, int]:
    """What is shown of gender: codes, joined where records have one of several."""
    return dict(found.tally.select("recorded", "records").rows())


def test_nothing_small_nothing_hidden() -> None:
    assert shown(protected(house({"1": GENDERS}))) == GENDERS


def test_a_small_count_is_told_together_with_the_smallest_that_protects_it() -> None:
    found = protected(house({"1": GENDERS | {"_O": 3}}))

    assert shown(found) == {
        "F": 60,
        "M": 30,
        "_O|NOT_RECORDED|NOT_SPECIFIED|UNDETERMINED|_N|_U|_Z": 15,
    }
    assert set(found.tally["relations"]) == {"EQUAL", "|".join(["ONE_OF"] * 7)}


def test_small_counts_that_protect_each_other_need_no_other() -> None:
    assert shown(protected(house({"1": GENDERS | {"_O": 3, "_U": 2}}))).keys() == {
        "F", "M", "_O|NOT_RECORDED|NOT_SPECIFIED|UNDETERMINED|_N|_U|_Z",
    }  # fmt: skip


def test_a_threshold_of_the_provider_is_kept() -> None:
    found = protected(house({"1": GENDERS}, threshold=10))

    assert shown(found).keys() == {"F", "M", "_O|NOT_RECORDED|NOT_SPECIFIED|UNDETERMINED|_N|_U|_Z"}


def test_a_threshold_that_two_people_put_in_its_place_counts_but_never_below_that_of_the_rules() -> None:
    small = GENDERS | {"_U": 4}
    overridden = protected(house({"1": GENDERS}, threshold=10, overrides={SOURCE: 6}))
    lowered = protected(house({"1": small}, threshold=10, overrides={SOURCE: 2}))

    assert shown(overridden) == GENDERS
    assert set(shown(lowered)) == {"F", "M", "_O|NOT_RECORDED|NOT_SPECIFIED|UNDETERMINED|_N|_U|_Z"}


def test_a_group_of_few_records_is_not_told() -> None:
    found = protected(house({"1": {"F": 20, "M": 9}}))

    assert found.tally.is_empty()
    assert not any(name == SERIES for name in found.series)


def test_nor_one_with_fewer_records_than_its_provider_lets_out() -> None:
    assert protected(house({"1": GENDERS}, threshold=200)).tally.is_empty()


def test_few_rejected_rows_are_hidden_and_not_worked_out_from_the_others() -> None:
    [row] = protected(house({"1": GENDERS}, rejected=2)).editions.iter_rows(named=True)

    assert [row["rows_read"], row["rows_accepted"], row["rows_rejected"]] == [None, 109, None]
    assert row["file"] is None


def test_the_same_again_hides_the_same() -> None:
    given = house({"1": GENDERS | {"_O": 3}})
    first = protected(given)
    again = protected(given, first)

    assert again.tally.equals(first.tally)
    assert len(again.series[SERIES].versions) == 1
    assert told.frame(again.series).equals(told.frame(first.series))


def test_a_revision_by_few_records_does_not_leave_and_the_edition_before_stands() -> None:
    first = protected(house({"1": GENDERS}))
    after = protected(house({"1": GENDERS, "2": GENDERS | {"F": 63}}), first)

    assert after.editions["edition"].to_list() == ["1"]
    assert shown(after) == GENDERS


def test_a_revision_by_many_leaves_and_neither_tells_a_small_change() -> None:
    first = protected(house({"1": GENDERS}))
    later = GENDERS | {"F": 90, "M": 33}
    after = protected(house({"1": GENDERS, "2": later}), first)

    assert after.editions["edition"].to_list() == ["2"]
    assert "M" not in shown(after)
    assert [each.text for each in after.series[SERIES].refusals()] == []
    alone = protected(house({"2": later}))
    assert shown(alone) == later


def test_a_third_release_remembers_the_first() -> None:
    first = protected(house({"1": GENDERS}))
    later = {"F": 90, "M": 45, "_O": 7, "_U": 12}
    second = protected(house({"1": GENDERS, "2": later}), first)
    third = protected(house({"2": later, "3": later | {"F": 120, "_U": 30}}), first, second)

    assert [len(each.series[SERIES].versions) for each in (first, second, third)] == [1, 2, 3]
    assert [each.text for each in third.series[SERIES].refusals()] == []


def test_what_another_tier_told_is_known() -> None:
    given = house({"1": GENDERS | {"_O": 3, "_U": 4}})
    public = protected(given)
    restricted = protected(given, public, rules=tiers()["restricted"])

    assert set(shown(restricted)) >= {"F", "M"}
    assert [each.text for each in restricted.series[SERIES].refusals()] == []


def test_a_source_of_which_too_much_was_told_before_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    def hopeless(*_: object, **__: object) -> None:
        raise UnprotectableError("no pattern protects it")

    first = protected(house({"1": GENDERS}))
    monkeypatch.setattr("warehouse.release.protection.protected", hopeless)
    monkeypatch.setattr("warehouse.release.protection._rows", lambda *_, **__: {})

    assert protected(house({"1": GENDERS, "2": GENDERS | {"F": 90}}), first).tally.is_empty()
    with pytest.raises(UnprotectableError):
        protected(house({"1": GENDERS}))


@pytest.mark.parametrize("tier", ["public", "restricted"])
def test_every_version_comes_back_from_what_stays_in_the_house(tier: str) -> None:
    found = protected(house({"1": GENDERS | {"_O": 3}}), rules=tiers()[tier])
    kept = told.frame(found.series)

    versions = told.read([kept])
    assert {name: each.versions for name, each in found.series.items()} == versions
    assert told.read([kept, kept]) == versions
