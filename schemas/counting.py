"""The facts every source declares about how it counts; what is not declared is UNKNOWN (comparability.md 4)."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas import codelist

UNKNOWN = "UNKNOWN"
ELEMENTS = ("MATERIAL", "THREAT", "VALUE", "ONLINE", "CHILD")
OVERLAP = "overlap_"
GROUPS = frozenset({"elements", "counting_rules", "overlaps", "not_stated"})
_LISTS = {"element_": "element_coverage", "rule_": "counting_rule_value", OVERLAP: "population_overlap"}
RULES = ("PRINCIPAL_OFFENCE", "SERIAL_ACTS", "SEVERAL_VICTIMS", "SEVERAL_OFFENDERS")


class Fact(BaseModel):
    """One declared fact: its value, the days it holds for, and where the publisher says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str
    valid_from: date | None = None
    valid_to: date | None = None
    cite: str | None = Field(None, description="document key and section")


def _told(value: object) -> object:
    """A bare code, one fact, or several facts one after the other, as a list of facts."""
    each = value if isinstance(value, list | tuple) else [value]
    return [{"value": str(told)} if isinstance(told, str | int) else told for told in each]


def _in_turn(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Facts of one name follow each other: each holds for days of its own."""
    if not facts:
        raise ValueError("a fact needs a value; leave it away where the publisher does not state it")
    reversed_ = [fact.value for fact in facts if fact.valid_from and fact.valid_to and fact.valid_from > fact.valid_to]
    ordered = sorted(facts, key=lambda fact: fact.valid_from or date.min)
    clash = [
        f"{former.value} and {latter.value}"
        for former, latter in pairwise(ordered)
        if (former.valid_to or date.max) >= (latter.valid_from or date.min)
    ]
    if reversed_ or clash:
        raise ValueError(f"valid_from and valid_to are the wrong way round or overlap: {[*reversed_, *clash]}")
    return tuple(ordered)


Stated = Annotated[
    tuple[Fact, ...],
    BeforeValidator(_told, json_schema_input_type=Fact | list[Fact]),
    AfterValidator(_in_turn),
]
_UNKNOWN = (Fact(value=UNKNOWN),)
ON_ROWS = frozenset(
    {"counting_unit", "recording_stage", "reference_date_type", "geographic_role", "age_moment", "motivation_basis"}
)


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
    definition_in_force: Stated = _UNKNOWN
    law_version: Stated = _UNKNOWN
    suppression: Stated = _UNKNOWN
    elements: dict[Literal["MATERIAL", "THREAT", "VALUE", "ONLINE", "CHILD"], Stated] = {}
    counting_rules: dict[
        Literal["PRINCIPAL_OFFENCE", "SERIAL_ACTS", "SEVERAL_VICTIMS", "SEVERAL_OFFENDERS"], Stated
    ] = {}

    overlaps: dict[str, Stated] = Field(
        default={}, description="other source_id to what its records have to do with the records of this one"
    )

    not_stated: list[str] | None = Field(
        None, description="every fact the publisher does not state; where the list is given it is complete"
    )

    @model_validator(mode="after")
    def _every_fact_is_decided(self) -> "Counting":
        """Where a source lists what is not stated, a fact is either declared or in the list: none is forgotten."""
        silent = {name for name, facts in self.stated().items() if facts == _UNKNOWN}
        if self.not_stated is not None and (wrong := sorted(silent.symmetric_difference(self.not_stated))):
            raise ValueError(f"these facts are both declared and in not_stated, or neither: {wrong}")
        return self

    @model_validator(mode="after")
    def _values_are_listed(self) -> "Counting":
        wrong = {
            name: fact.value
            for name, facts in self.stated().items()
            for fact in facts
            if not _is_listed(name, fact.value)
        }
        if wrong:
            raise ValueError(f"not in the codelist of the fact: {wrong}")
        return self

    @model_validator(mode="after")
    def _rows_are_alike(self) -> "Counting":
        """What stands on every row of a series cannot change inside it: a new unit or stage makes another series."""
        changing = sorted(name for name in ON_ROWS if len({fact.value for fact in self.stated()[name]}) > 1)
        if changing:
            raise ValueError(f"these facts cannot change inside one series, declare another source: {changing}")
        return self

    def facts(self) -> dict[str, str]:
        """Every fact by name, `element_*` and `rule_*` included: the value that holds last, UNKNOWN if not declared."""
        return {name: facts[-1].value for name, facts in self.stated().items()}

    def stated(self) -> dict[str, tuple[Fact, ...]]:
        """Every fact with its validity and citation, in order of time."""
        plain = {name: getattr(self, name) for name in type(self).model_fields if name not in GROUPS}
        elements = {f"element_{name.lower()}": facts for name, facts in _complete(ELEMENTS, self.elements).items()}
        rules = {f"rule_{name.lower()}": facts for name, facts in _complete(RULES, self.counting_rules).items()}
        overlaps = {f"{OVERLAP}{name}": facts for name, facts in self.overlaps.items()}
        return {**plain, **elements, **rules, **overlaps}


def _complete(names: tuple[str, ...], stated: Mapping[Any, tuple[Fact, ...]]) -> dict[str, tuple[Fact, ...]]:
    return {name: stated.get(name, _UNKNOWN) for name in names}


def codelist_of(fact: str) -> str | None:
    """The codelist a fact takes its values from; None where it is a number of years or the name of a law."""
    if fact in {"law_version", "child_age_limit"}:
        return None
    return next((listed for prefix, listed in _LISTS.items() if fact.startswith(prefix)), fact)


def _is_listed(name: str, value: str) -> bool:
    if value == UNKNOWN or name == "law_version":
        return True
    listed = codelist_of(name)
    return value in codelist.codes(listed) if listed else value.isdigit()
