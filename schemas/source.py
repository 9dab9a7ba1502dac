"""The strict model of a source file: what one publisher sends, column by column and label by label."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.codelist import rows
from schemas.counting import Counting
from schemas.dimension import BY_NAME, DIMENSIONS
from schemas.layout import FiguresTable, Label, RecordsTable
from schemas.mappings import contradictions
from schemas.strict import Strict

Table = Annotated[RecordsTable | FiguresTable, Field(discriminator="kind")]


ALL_DIMENSIONS = "ALL"
_EDITION_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"


def is_edition_name(text: str) -> bool:
    """Whether a text may name an edition: it also names folders, so it has no separators and no leading dot."""
    return re.fullmatch(_EDITION_NAME, text) is not None


class Edition(Strict):
    """One delivery of the series. The same edition never comes twice with other bytes: a revision is a new edition."""

    edition: str = Field(pattern=_EDITION_NAME)
    period_start: date | None = Field(None, description="absent where a publication does not say")
    period_end: date = Field(description="last day of the period, inclusive")
    revises: str | None = Field(None, description="the edition this one replaces")
    shipped: str | None = Field(None, description="file that ships with the repository, below this source's folder")


class Break(Strict):
    """A dated change of law, counting rule, form, unit or mapping that ends a comparable span.

    It ends the span of every figure, or of those of one dimension: new age bands change no trend of motivation.
    """

    at: date
    cause: Literal["LAW", "COUNTING_RULE", "FORM", "UNIT", "MAPPING"]
    dimension: str = Field(ALL_DIMENSIONS, description="the dimension that is recorded otherwise from then on, or ALL")
    note: str

    @model_validator(mode="after")
    def _dimension_exists(self) -> Self:
        known = [*BY_NAME, *dict.fromkeys(row["dimension"] for row in rows("figure_only"))]
        if self.dimension not in {ALL_DIMENSIONS, *known}:
            raise ValueError(f"there is no dimension {self.dimension}; there are: ALL, {', '.join(known)}")
        return self


class Disclosure(Strict):
    """The publisher's own rule for what may be printed of its records; a release keeps it where it is the stricter."""

    frequency_threshold: int = Field(ge=2, description="counts from 1 to below it are not to be printed")
    cite: str = Field(description="document and section, or the agreement, that says so")


class Assertion(Strict):
    """What this publisher's data must look like: a measure between `min` and `max`, else it blocks or warns."""

    measure: Literal["rows_accepted", "rejected_share", "code_share"]
    dimension: str | None = None
    code: str | None = None
    min: float | None = None
    max: float | None = None
    severity: Literal["blocks", "warns"] = "blocks"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.measure == "code_share") != (self.dimension is not None and self.code is not None):
            raise ValueError("code_share, and only code_share, names a dimension and a code")
        if self.min is None and self.max is None:
            raise ValueError("an assertion needs min, max or both")
        return self


class Source(Strict):
    """One series of one publisher: the whole content of `sources/<cc>/<source_id>/<source_id>.yml`."""

    source_id: str = Field(pattern=r"^[a-z]{2}_[a-z0-9]+_[a-z0-9_]+$", description="<cc>_<publisher>_<series>")
    title: str
    publisher: str
    country: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2; XA to XZ are model countries")
    geo_code: str = Field(description="area the figures are about: country code, EU, or WORLD")
    language: str = Field(pattern=r"^[a-z]{2}$")
    is_model: bool = Field(description="true: every number is invented")
    documents: dict[str, str] = Field(min_length=1, description="short key to full citation")
    counting: Counting
    disclosure: Disclosure | None = Field(None, description="absent where the publisher has no rule of its own")
    not_recorded: list[str] = Field(default=[], description="dimensions the national system has no field for")
    period: Literal["year", "quarter", "month"] = "year"
    editions: list[Edition] = Field(min_length=1)
    tables: list[Table] = Field(min_length=1)
    unused_sheets: dict[str, str] = Field(default={}, description="sheet name to the reason why it is not used")
    lookups: dict[str, dict[str, Label]] = Field(default={})
    breaks: list[Break] = Field(default=[])
    assertions: list[Assertion] = Field(default=[])

    @property
    def is_incident_level(self) -> bool:
        """Whether the rows of this source are records rather than published figures."""
        return isinstance(self.tables[0], RecordsTable)

    @property
    def assertions_in_force(self) -> list[Assertion]:
        """The declared assertions; a source that declares no tolerance for rejected rows has none."""
        if any(each.measure == "rejected_share" for each in self.assertions):
            return self.assertions
        return [*self.assertions, Assertion(measure="rejected_share", max=0)]

    def edition_named(self, edition: str) -> Edition | None:
        """The declared edition of this name, if any."""
        return next((each for each in self.editions if each.edition == edition), None)

    def tables_of(self, edition: str) -> list[RecordsTable | FiguresTable]:
        """The tables an edition is made of."""
        listed = (table for table in self.tables if table.editions is None or edition in table.editions)
        return [table.of_edition(edition) for table in listed]

    @model_validator(mode="after")
    def _model_countries_are_marked(self) -> Self:
        if self.is_model != (self.country[0] == "X" and "A" <= self.country[1] <= "Z"):
            raise ValueError("invented data and country codes XA to XZ belong together: is_model must say so")
        if not self.source_id.startswith(self.country.lower() + "_"):
            raise ValueError(f"source_id must start with {self.country.lower()}_")
        return self

    @model_validator(mode="after")
    def _one_kind_of_table(self) -> Self:
        if len({isinstance(table, RecordsTable) for table in self.tables}) > 1:
            raise ValueError("a source holds records or figures, not both")
        return self

    @model_validator(mode="after")
    def _editions_are_known(self) -> Self:
        names = [each.edition for each in self.editions]
        named = {each.revises for each in self.editions if each.revises}
        named |= {name for table in self.tables for part in table.parts for name in part.editions_named}
        if len(set(names)) != len(names) or named - set(names):
            raise ValueError(f"editions must be unique, and these are not declared: {sorted(named - set(names))}")
        return self

    @model_validator(mode="after")
    def _lookups_are_used(self) -> Self:
        used = {column.lookup for table in self.record_tables for column in table.columns.values() if column.lookup}
        if used != set(self.lookups):
            raise ValueError(f"lookups named but absent, or present but unused: {sorted(used ^ set(self.lookups))}")
        return self

    @model_validator(mode="after")
    def _every_dimension_is_decided(self) -> Self:
        """Each dimension is mapped from a column or listed in `not_recorded`: nothing falls to a default."""
        for table in self.record_tables:
            mapped = {column.to for column in table.columns.values()}
            expected = {dimension.name for dimension in DIMENSIONS}
            undecided = expected - mapped - set(self.not_recorded)
            twice = set(self.not_recorded) & mapped
            if undecided or twice or set(self.not_recorded) - expected:
                raise ValueError(
                    f"table {table.table}: neither mapped nor in not_recorded: {sorted(undecided)};"
                    f" both: {sorted(twice)}; unknown: {sorted(set(self.not_recorded) - expected)}"
                )
        return self

    @model_validator(mode="after")
    def _lookup_codes_exist(self) -> Self:
        for table in self.record_tables:
            for header, column in table.columns.items():
                if column.to in {*BY_NAME, "stage"} and column.lookup:
                    column.check_codes(header, self.lookups[column.lookup])
        return self

    @model_validator(mode="after")
    def _relations_agree(self) -> Self:
        """In one edition a label covers the same of a dimension, whichever lookup or table it stands in."""
        tables = [self.tables_of(each.edition) for each in self.editions]
        told = dict.fromkeys(error for each in tables for error in contradictions(each, self.lookups))
        if told:
            raise ValueError("; ".join(told))
        return self

    @model_validator(mode="after")
    def _records_have_whole_periods(self) -> Self:
        open_ended = [each.edition for each in self.editions if each.period_start is None]
        if self.record_tables and open_ended:
            raise ValueError(f"editions of records need period_start: {open_ended}")
        return self

    @property
    def record_tables(self) -> list[RecordsTable]:
        """The tables whose rows are records."""
        return [table for table in self.tables if isinstance(table, RecordsTable)]
