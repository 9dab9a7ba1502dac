"""Overrides of providers' thresholds: a list in `schemas/`, in force once two people proposed and approved it."""

from pipelines.register import versions
from schemas.disclosure import OVERRIDES, overrides


def in_force() -> dict[str, int]:
    """The threshold of each overridden source; none at all unless the list as it is now was approved."""
    if not versions.is_in_force("rule", OVERRIDES):
        return {}
    return {each.source_id: each.frequency_threshold for each in overrides()}
