"""What a release may tell: the rules of disclosure control, one row of `disclosure_rules.csv` a tier of release."""

from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from schemas.strict import Strict
from schemas.table import rows

FREQUENCY_THRESHOLD = "frequency_threshold"  # the fact by which a provider declares a rule of its own
OVERRIDES = "disclosure_overrides"
Zeros = Literal["PUBLISH", "HIDE_IF_NEEDED", "PROTECT"]


class DisclosureRules(Strict):
    """The rules of one tier; a provider's own threshold counts where it is higher.

    Counts of 1 to below the threshold are small. Zeros are always shown, hidden where another cell needs it, or as
    small as others. A full row has all its records in one category. The largest contributors of a magnitude are
    dominant where they hold more than the percentage. Withheld and dominated cells are protected by a percentage of
    their value, at least by the threshold. A change between two releases is a count like others where it is protected.
    """

    tier: str
    frequency_threshold: int = Field(5, ge=2)
    zeros: Zeros = "HIDE_IF_NEEDED"
    full_rows: Literal["PUBLISH", "PROTECT"] = "PROTECT"
    changes: Literal["PUBLISH", "PROTECT"] = "PROTECT"
    dominant_contributors: int = Field(2, ge=1)
    dominance_percent: int = Field(85, ge=1, le=100)
    protection_percent: int = Field(10, ge=1, le=100)
    share_decimals: int = Field(1, ge=0, le=4)
    cost: Literal["CELLS", "RECORDS"] = "CELLS"
    gap_percent: float = Field(5, ge=0)
    time_limit_seconds: float = Field(600, gt=0)
    source: str = "oscec project definition"

    @model_validator(mode="after")
    def _zeros_hide_full_rows(self) -> "DisclosureRules":
        if self.full_rows == "PROTECT" and self.zeros == "PUBLISH":
            raise ValueError("full rows cannot be protected while their zeros are shown: set zeros to HIDE_IF_NEEDED")
        return self

    @property
    def floor(self) -> int:
        """The least a hidden count can be, as every reader of these rules knows."""
        return 1 if self.zeros == "PUBLISH" else 0


@cache
def tiers() -> dict[str, DisclosureRules]:
    """The rules that ship, by tier."""
    read = [DisclosureRules.model_validate(row) for row in rows("disclosure_rules")]
    return {rules.tier: rules for rules in read}


class Breakdown(Strict):
    """A table of counts of records that a tier may print: one dimension, or one by another.

    A source and period with fewer than `least_records` is told by wider tables only. Ages that lie in one of `bands`
    are counted there.
    """

    tier: str
    dimension: str
    by_dimension: str | None = None
    least_records: int = Field(ge=1)
    bands: tuple[str, ...] = ()


@cache
def breakdowns(tier: str) -> tuple[Breakdown, ...]:
    """The tables of counts that ship for a tier, in file order."""
    read = ({name: text or None for name, text in row.items()} for row in rows("disclosure_breakdowns"))
    every = (row | {"bands": tuple((row["bands"] or "").split("|")) if row["bands"] else ()} for row in read)
    return tuple(found for row in every if (found := Breakdown.model_validate(row)).tier == tier)


class Override(Strict):
    """Another threshold for one source than its provider's own, and why; it counts once a second person approved it."""

    source_id: str
    frequency_threshold: int = Field(ge=2)
    reason: str = Field(min_length=3)


def overrides() -> tuple[Override, ...]:
    """The overrides that ship, whether approved or not."""
    return tuple(Override.model_validate(row) for row in rows(OVERRIDES))
