"""Source files of national crime tables: their layout, notation and totals, in the publisher's own categories."""

import re
from typing import Self

from pydantic import Field, model_validator

from schemas.layout import Pattern, TableBase
from schemas.notation import Notation
from schemas.source import Edition
from schemas.strict import Strict


class Split(Strict):
    """A column whose cells, or headers, hold several things in a fixed order."""

    into: list[str] = Field(min_length=1)
    separator: str


class Total(Strict):
    """Rows that add up others: kept apart, used as checks, never summed.

    `parts`: texts of `column` that add up to the total; every row that is no total where absent. A total is compared
    with the parts that agree with it in the columns `within`. Measures outside `adds_up` are not additive.
    """

    rule: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    column: str
    matches: Pattern
    parts: Pattern | None = None
    within: list[str] = Field(default=[])
    adds_up: list[Pattern] = Field(default=[])
    reason: str


class CountsTable(TableBase, Notation):
    """A table of counts as printed: columns of labels, and columns of numbers (`measures`, by pattern)."""

    labels: list[str] = Field(default=[])
    measures: list[Pattern] = Field(default=[], description="patterns over whole header names")
    hierarchy: dict[str, dict[str, Pattern]] = Field(
        default={},
        description="label to its levels, from the top: name and pattern of the text as printed, indentation included",
    )
    indentation: list[str] = Field(
        default=[],
        description="labels whose cell formats indent them: two blanks a step stand before the text of a level",
    )
    bold: list[str] = Field(default=[], description="labels of which all but the bold ones stand a step deeper")
    split: dict[str, Split] = Field(default={}, description="label column to the labels that share its cells")
    value_marks: dict[Pattern, str] = Field(default={}, description="mark glued to the end of a number to what it says")
    spread: Split | None = Field(None, description="what the header of a measure says: year, region, measure")
    totals: list[Total] = Field(default=[])

    @property
    def label_names(self) -> list[str]:
        """Every label a row has: titles, sections, columns (split ones by their parts) and levels of a hierarchy."""
        sections = [self.section_rows] if self.section_rows else []
        columns = [part for name in self.labels for part in (self.split[name].into if name in self.split else [name])]
        levels = [level for told in self.hierarchy.values() for level in told]
        return [*self.titles, *sections, *columns, *levels]

    @model_validator(mode="after")
    def _names_are_labels(self) -> Self:
        named = {*self.fill_down, *self.split, *self.label_marks, *self.hierarchy} - set(self.labels)
        named |= {*self.indentation, *self.bold} - set(self.hierarchy)
        ruled = {each.column for each in self.totals} | {each.column for each in self.exclude_rows}
        ruled |= {name for each in self.totals for name in each.within}
        if named or ruled - set(self.label_names):
            raise ValueError(f"no labels of this table: {sorted(named | ruled - set(self.label_names))}")
        printed = {each.declared for each in self.renamed} - {*self.labels, *self.unused_columns, self.header.anchor}
        lost = {name for name in printed if not any(re.fullmatch(each, name) for each in self.measures)}
        if lost:
            raise ValueError(f"renamed to no column of this table: {sorted(lost)}")
        if len(set(self.label_names)) != len(self.label_names):
            raise ValueError("two labels have the same name")
        return self


class CountsSource(Strict):
    """One series of national crime tables: `<cc>/<source_id>/<source_id>.yml`, without any mapping to common codes."""

    source_id: str = Field(pattern=r"^[a-z]{2}_[a-z0-9]+_[a-z0-9_]+$", description="<cc>_<publisher>_<series>")
    title: str
    publisher: str
    language: str = Field(pattern=r"^[a-z]{2}$")
    editions: list[Edition] = Field(min_length=1)
    tables: list[CountsTable] = Field(min_length=1)

    def tables_of(self, edition: str) -> list[CountsTable]:
        """The tables an edition is made of."""
        listed = (table for table in self.tables if table.editions is None or edition in table.editions)
        return [table.of_edition(edition) for table in listed]

    @model_validator(mode="after")
    def _editions_are_known(self) -> Self:
        names = [each.edition for each in self.editions]
        unknown = {name for table in self.tables for name in table.editions_named} - set(names)
        if len(set(names)) != len(names) or unknown:
            raise ValueError(f"editions must be unique, and these are not declared: {sorted(unknown)}")
        return self
