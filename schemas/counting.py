"""The facts every source declares about how it counts; what is not declared is UNKNOWN (comparability.md 4)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas import codelist

UNKNOWN = "UNKNOWN"
ELEMENTS = ("MATERIAL", "THREAT", "VALUE", "ONLINE", "CHILD")
RULES = ("PRINCIPAL_OFFENCE", "SERIAL_ACTS", "SEVERAL_VICTIMS", "SEVERAL_OFFENDERS")


class Fact(BaseModel):
    """One declared fact: its value, the days it holds for, and where the publisher says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str
    valid_from: date | None = None
    valid_to: date | None = None
    cite: str | None = Field(None, description="document key and section")


def _from_value(value: object) -> object:
    return {"value": str(value)} if isinstance(value, str | int) else value


Stated = Annotated[Fact, BeforeValidator(_from_value)]
_UNKNOWN = Fact(value=UNKNOWN)


class Counting(BaseModel):
    """How a source counts. Every field is a fact of comparability.md section 4."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    counting_unit: Stated
    recording_stage: Stated = _UNKNOWN
    reference_date_type: Stated = _UNKNOWN
    geographic_role: Stated = _UNKNOWN
    counted_object: Stated = _UNKNOWN
    universe: Stated = _UNKNOWN
    unit_mandate: Stated = _UNKNOWN
    population_age: Stated = _UNKNOWN
    child_age_limit: Stated = _UNKNOWN
    age_moment: Stated = _UNKNOWN
    age_basis: Stated = _UNKNOWN
    motivation_basis: Stated = _UNKNOWN
    window: Stated = _UNKNOWN
    revision_state: Stated = _UNKNOWN
    law_version: Stated = _UNKNOWN
    elements: dict[Literal["MATERIAL", "THREAT", "VALUE", "ONLINE", "CHILD"], Stated] = {}
    counting_rules: dict[
        Literal["PRINCIPAL_OFFENCE", "SERIAL_ACTS", "SEVERAL_VICTIMS", "SEVERAL_OFFENDERS"], Stated
    ] = {}

    @model_validator(mode="after")
    def _values_are_listed(self) -> "Counting":
        wrong = {name: value for name, value in self.facts().items() if not _is_listed(name, value)}
        if wrong:
            raise ValueError(f"not in the codelist of the fact: {wrong}")
        return self

    def facts(self) -> dict[str, str]:
        """Every fact by name, `element_*` and `rule_*` included; UNKNOWN where it is not declared."""
        return {name: fact.value for name, fact in self.stated().items()}

    def stated(self) -> dict[str, Fact]:
        """Every fact with its validity and citation."""
        plain = {
            name: getattr(self, name) for name in type(self).model_fields if name not in {"elements", "counting_rules"}
        }
        elements = {f"element_{name.lower()}": fact for name, fact in _complete(ELEMENTS, self.elements).items()}
        rules = {f"rule_{name.lower()}": fact for name, fact in _complete(RULES, self.counting_rules).items()}
        return {**plain, **elements, **rules}


def _complete(names: tuple[str, ...], stated: Mapping[Any, Fact]) -> dict[str, Fact]:
    return {name: stated.get(name, _UNKNOWN) for name in names}


def _is_listed(name: str, value: str) -> bool:
    if value == UNKNOWN or name == "law_version":
        return True
    if name == "child_age_limit":
        return value.isdigit()
    listed = (
        "element_coverage"
        if name.startswith("element_")
        else "counting_rule_value"
        if name.startswith("rule_")
        else name
    )
    return value in codelist.codes(listed)
