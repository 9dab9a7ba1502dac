"""The rules of `bench.rules` in pandas: series of booleans, then columns of one schema of pandas pandera.

pandas knows no lists, so what is asked of lists goes through Python, as whoever wrote it in pandas would have to.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from schemas import codelist

_MISSING = codelist.missing_codes()
_LISTS = ["demand", "threat", "material", "tactic", "platform", "victim_outcome", "channel"]
_NEEDED = [
    "reference_date", "reference_date_type", "offence_date", "report_date", "victim_age_from", "victim_age_to",
    "motivation", "motivation_basis", "stage", "outcome", "notifier", *_LISTS,
]  # fmt: skip


def breaks(frame: Any, rule_id: str, *, column: str) -> Any:
    """The records that break a rule, as a series of booleans."""
    return _RULES[rule_id](frame, column)


def _days(frame: Any, column: str) -> Any:
    days = (frame["report_date"] - frame["offence_date"]).dt.days
    return days if column == "offence_date" else days.where(frame["offence_date"].isna())


def _subset(frame: Any, codes: set[str]) -> Any:
    return frame["demand"].map(lambda held: len(held) > 0 and codes.issuperset(held))


def _inferred(frame: Any) -> Any:
    return (frame["motivation_basis"] == "INFERRED_FROM_DEMAND") & ~frame["motivation"].isin(_MISSING)


def _against(frame: Any, _: str) -> Any:
    money, sexual = (_below(name) for name in ("MONEY_OR_GOODS", "SEXUAL_ANY"))
    one = (frame["motivation"] == "SEXUAL") & _subset(frame, money)
    return _inferred(frame) & (one | ((frame["motivation"] == "FINANCIAL") & _subset(frame, sexual)))


def _below(group: str) -> set[str]:
    listed = codelist.codelist("demand").leaves_by_code
    return {code for code, leaves in listed.items() if code not in _MISSING and leaves <= listed[group]}


def _stage(frame: Any, _: str) -> Any:
    charged = ["CHARGED", "CONVICTED", "ACQUITTED", "DISCONTINUED"]
    wrong = (frame["stage"] == "CHARGED") & ~frame["outcome"].isin(charged)
    wrong |= (frame["stage"] == "CONVICTED") & (frame["outcome"] != "CONVICTED")
    return wrong & ~frame["outcome"].isin(_MISSING)


_RULES: dict[str, Callable[[Any, str], Any]] = {
    "report-before-offence": lambda frame, column: _days(frame, column) < 0,
    "offence-long-before-report": lambda frame, column: _days(frame, column) > 30 * 366,
    "victim-age-outside-population": lambda frame, _: frame["victim_age_from"] >= 18,
    "victim-age-band-crosses-limit": lambda frame, _: (frame["victim_age_from"] < 18) & (frame["victim_age_to"] >= 18),
    "motivation-against-demand": _against,
    "motivation-without-demand": lambda frame, _: _inferred(frame) & _subset(frame, {*_MISSING, "NONE"}),
    "known-and-unknown": lambda frame, column: frame[column].map(
        lambda held: len(held) > 1 and not _MISSING.isdisjoint(held)
    ),
    "demand-none-and-other": lambda frame, _: frame["demand"].map(lambda held: len(held) > 1 and "NONE" in held),
    "outcome-against-stage": _stage,
    "victim-outcome-against-notifier": lambda frame, _: (
        (frame["notifier"] == "VICTIM") & frame["victim_outcome"].map(lambda held: "DEATH" in held)
    ),
}


def validate(source: Path, target: Path, *, asked: list[tuple[str, str, int | None]]) -> int:
    """Ask (rule, column, month) of every record, write the failure cases, and say how many there are."""
    import pandas as pd  # noqa: PLC0415 - no dependency of ours
    import pandera.pandas as pp  # noqa: PLC0415 - needs pandas

    frame = pd.read_parquet(source, columns=_NEEDED)
    for name in ("reference_date", "offence_date", "report_date"):
        frame[name] = pd.to_datetime(frame[name])
    month = frame["reference_date"].dt.month
    kept = pd.DataFrame({str(at): ~breaks(frame, rule, column=column) for at, (rule, column, _) in enumerate(asked)})
    for at, (_, _, only) in enumerate(asked):
        kept[str(at)] |= month != (only or month)
    columns = {name: pp.Column(bool, pp.Check(lambda series: series)) for name in kept}
    try:
        pp.DataFrameSchema(columns).validate(kept, lazy=True)
    except pp.errors.SchemaErrors as error:
        error.failure_cases.astype(str).to_parquet(target)
        return len(error.failure_cases)
    return 0
