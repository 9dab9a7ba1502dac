"""The dimensions of an incident: their names, and whether one record may hold several codes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dimension:
    """One coded dimension; its codelist is `schemas/codelists/<name>.csv`.

    `is_multi`: a record holds a list of codes (several demands), otherwise exactly one code.
    """

    name: str
    is_multi: bool = False


CODED: tuple[Dimension, ...] = (
    Dimension("motivation"),
    Dimension("demand", is_multi=True),
    Dimension("victim_gender"),
    Dimension("notifier"),
    Dimension("originator"),
    Dimension("threat", is_multi=True),
    Dimension("material", is_multi=True),
    Dimension("tactic", is_multi=True),
    Dimension("platform", is_multi=True),
    Dimension("relation"),
    Dimension("offence"),
    Dimension("outcome"),
    Dimension("victim_outcome", is_multi=True),
    Dimension("channel", is_multi=True),
)
VICTIM_AGE = Dimension("victim_age")
DIMENSIONS: tuple[Dimension, ...] = (*CODED, VICTIM_AGE)
BY_NAME: dict[str, Dimension] = {dimension.name: dimension for dimension in DIMENSIONS}


def relation_column(name: str) -> str:
    """Name of the column that holds the mapping relation of a dimension's codes."""
    return f"{name}_mapping"
