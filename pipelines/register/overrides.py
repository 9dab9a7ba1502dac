"""Overrides of providers' thresholds: a list in `schemas/`, in force once two people proposed and approved it."""

from pipelines.register import versions
from schemas.disclosure import OVERRIDES, overrides


def in_force() -> dict[str, int]:
    """The threshold of each overridden source; none at all unless the list as it is now was approved."""
    if not any(each.is_in_force for each in versions.standing("rule") if each.version_of == OVERRIDES):
        return {}
    return {each.source_id: each.frequency_threshold for each in overrides()}
