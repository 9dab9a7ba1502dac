"""Draw invented incidents in common codes: gender first, then the aim by gender, then the demands by aim."""

import math
from collections.abc import Mapping

import polars as pl

from bench.model_countries import shares
from bench.model_countries.shares import Universe
from bench.model_countries.uniforms import Streams

_MOTIVATION = {
    "CONTENT": "SEXUAL",
    "SEX": "SEXUAL",
    "CONTENT+SEX": "SEXUAL",
    "MONEY": "FINANCIAL",
    "CONTENT+MONEY": "MIXED",
    "OTHER": "OTHER_PERSONAL",
    "NOT_KNOWN": "UNDETERMINED",
    "OUTSIDE": "_Z",
}


def draw_incidents(streams: Streams, universe: Universe) -> pl.DataFrame:
    """One row an incident in common codes, without number and date; rows are independent of each other."""
    gender = streams.pick("gender", universe.gender)
    objective = _objective(streams, universe, gender=gender)
    notifier = streams.pick("notifier", universe.notifier)
    return pl.DataFrame(
        {
            "days_before": _days_before(streams),
            "motivation": objective.replace_strict(_MOTIVATION),
            "demand": _demand(streams, objective),
            "victim_age_years": streams.pick("age", universe.age).cast(pl.Int16),
            "victim_gender": gender,
            "notifier": notifier,
            "originator": streams.pick_by("originator", notifier, table=shares.ORIGINATOR_BY_NOTIFIER),
            "threat": _threat(streams),
            "material": streams.pick("material", shares.MATERIAL)
            .to_frame()
            .select(pl.concat_list(pl.all()))
            .to_series(),
            "tactic": _two_at_most(streams, "tactic", weights=shares.TACTIC, second_share=0.25),
            "platform": _two_at_most(
                streams, "platform", weights=shares.PLATFORM, second_share=shares.SEVERAL_PLATFORMS_SHARE
            ),
            "relation": streams.pick("relation", shares.RELATION),
            "offence": streams.pick_by("offence", objective, table=universe.offence),
            "channel": streams.pick_by("channel", notifier, table=shares.CHANNEL_BY_NOTIFIER),
            "outcome": streams.pick("outcome", universe.outcome),
            "victim_outcome": _victim_outcome(streams),
            "stage": streams.pick("stage", universe.stage),
        }
    )


def _objective(streams: Streams, universe: Universe, *, gender: pl.Series) -> pl.Series:
    drawn = streams.pick_by("objective", gender, table=universe.objective)
    outside = streams.chance("outside", universe.outside_share)
    return drawn.zip_with(~outside, pl.repeat("OUTSIDE", streams.rows, dtype=pl.String, eager=True))


def _lists(parts: Mapping[str, pl.Expr], drawn: dict[str, pl.Series], *, otherwise: str) -> pl.Series:
    """Join nullable parts into one list a row, `[otherwise]` where all are null."""
    text = pl.concat_str(list(parts), separator="|", ignore_nulls=True)
    filled = pl.when(text == "").then(pl.lit(otherwise)).otherwise(text)
    return pl.DataFrame(drawn).select(**parts).select(codes=filled.str.split("|"))["codes"]


def _demand(streams: Streams, objective: pl.Series) -> pl.Series:
    drawn = {
        "objective": objective,
        "content": streams.pick("demand/content", shares.CONTENT_KIND),
        "money": streams.pick("demand/money", shares.MONEY_KIND),
        "other": streams.pick("demand/other", shares.OTHER_KIND),
        "none": streams.chance("demand/none", shares.NO_DEMAND_SHARE),
        "goods_too": streams.chance("demand/goods_too", 0.05),
        "children_too": streams.chance("demand/children_too", 0.03),
        "favour_too": streams.chance("demand/favour_too", 0.02),
    }
    aim = pl.col("objective")
    content, money = aim.str.contains("CONTENT"), aim.str.contains("MONEY|OUTSIDE")
    parts = {
        "a": pl.when(content).then("content"),
        "b": pl.when(aim.str.contains("SEX")).then(pl.lit("SEX_OFFLINE")),
        "c": pl.when(content & pl.col("favour_too")).then(pl.lit("SEXUAL_FAVOUR_OTHER")),
        "d": pl.when(content & pl.col("children_too")).then(pl.lit("OTHER_CHILDREN")),
        "e": pl.when(money).then("money"),
        "f": pl.when(money & pl.col("goods_too") & (pl.col("money") != "GOODS")).then(pl.lit("GOODS")),
        "g": pl.when(aim == "OTHER").then("other"),
        "h": pl.when((aim == "NOT_KNOWN") & pl.col("none")).then(pl.lit("NONE")),
    }
    return _lists(parts, drawn, otherwise="UNDETERMINED")


def _threat(streams: Streams) -> pl.Series:
    publish = streams.uniform("threat/publish")
    drawn = {"u": publish} | {
        code: streams.chance(f"threat/{code}", share) for code, share in shares.OTHER_THREATS.items()
    }
    parts = {
        "publish": pl.when(pl.col("u") < shares.PUBLISH_SHARE).then(pl.lit("PUBLISH")),
        "to_known": pl.when(pl.col("u") < shares.PUBLISH_TO_KNOWN_SHARE).then(pl.lit("PUBLISH_TO_KNOWN")),
    } | {f"other_{code}": pl.when(pl.col(code)).then(pl.lit(code)) for code in shares.OTHER_THREATS}
    return _lists(parts, drawn, otherwise="UNDETERMINED")


def _two_at_most(streams: Streams, name: str, *, weights: shares.Shares, second_share: float) -> pl.Series:
    """One code a row and in `second_share` of the rows another one: the next in the list."""
    codes = list(weights)
    following = dict(zip(codes, codes[1:] + codes[:1], strict=True))
    drawn = {"first": streams.pick(name, weights), "two": streams.chance(f"{name}/second", second_share)}
    parts = {
        "a": pl.col("first"),
        "b": pl.when("two").then(pl.col("first").replace_strict(following)),
    }
    return _lists(parts, drawn, otherwise="UNDETERMINED")


def _victim_outcome(streams: Streams) -> pl.Series:
    drawn = {
        "negative": streams.chance("victim/negative", shares.NEGATIVE_OUTCOME_SHARE),
        "harm": streams.chance("victim/harm", shares.SELF_HARM_OF_NEGATIVE_SHARE),
        "harm_kind": streams.pick("victim/harm_kind", shares.SELF_HARM_KIND),
        "distress": streams.pick("victim/distress", shares.DISTRESS_KIND),
        "both": streams.chance("victim/both", 0.4),
    }
    parts = {
        "a": pl.when(pl.col("negative") & pl.col("harm")).then("harm_kind"),
        "b": pl.when(pl.col("negative") & (~pl.col("harm") | pl.col("both"))).then("distress"),
    }
    return _lists(parts, drawn, otherwise="_U")


def _days_before(streams: Streams) -> pl.Series:
    """Days between the first act and its registration: exponential with a mean of 20 days, often none, at most 330."""
    longer = (-(1 - streams.uniform("days_before")).log(math.e) * 20).floor().clip(0, 330).cast(pl.Int16)
    same_day = streams.chance("same_day", shares.SAME_DAY_SHARE * 0.39)
    return longer.zip_with(~same_day, pl.zeros(streams.rows, dtype=pl.Int16, eager=True))
