"""How a source file lays out its tables: sheets, header, columns, labels. Declared in YAML, interpreted by `tidy`."""

import re
from datetime import date
from typing import Annotated, Literal, Self

import polars as pl
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from schemas import figure
from schemas.codelist import codelist
from schemas.dimension import BY_NAME
from schemas.notation import LocaleName, Notation
from schemas.read_as import ReadAs
from schemas.span import FormText
from schemas.strict import Strict

Relation = Literal["EQUAL", "WIDER", "NARROWER", "INEXACT"]


def _compiles(pattern: str) -> str:
    """Sheet names are matched by Python, cells by Polars, whose patterns know no look-around."""
    try:
        re.compile(pattern)
        pl.select(pl.lit("").str.contains(pattern))
    except (re.error, pl.exceptions.PolarsError) as error:
        raise ValueError(f"no pattern we can use: {error}") from error
    return pattern


DATES = {"reference_date", "offence_date", "report_date"}
PLAIN_TARGETS = {"row_key", "geo_code", "stage", *DATES}
Pattern = Annotated[str, AfterValidator(_compiles)]


def _from_code(value: object) -> object:
    return {"code": value} if isinstance(value, str) else value


class LabelMeaning(Strict):
    """What a label of the source stands for: a common code with its relation, or a named exclusion."""

    code: str | None = None
    relation: Relation = "EQUAL"
    reason: str | None = Field(None, description="why the relation is not EQUAL")
    exclude: str | None = Field(None, description="reason why rows with this label are left out")

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.code is None) == (self.exclude is None):
            raise ValueError("a label has a code or an exclusion, exactly one of them")
        if self.relation != "EQUAL" and not self.reason:
            raise ValueError(f"relation {self.relation} needs a reason")
        return self


Label = Annotated[LabelMeaning, BeforeValidator(_from_code)]


class Sheets(Strict):
    """Which sheets a table is on: by names, places or a pattern over the whole name; all where none is given."""

    names: list[str] = Field(default=[])
    positions: list[int] = Field(default=[], description="places of the sheets in the file, from 1, hidden ones too")
    pattern: Pattern | None = None

    @property
    def is_choice(self) -> bool:
        """Whether the source says which sheets it means."""
        return bool(self.names or self.positions or self.pattern)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(map(bool, (self.names, self.positions, self.pattern))) > 1:
            raise ValueError("sheets are chosen by names, positions or pattern, not by two of them")
        return self


class Header(Strict):
    """Where the header is: the row whose first filled cell reads `anchor`, and how many rows it spans."""

    anchor: str = ""
    row: int | None = Field(None, ge=1, description="number of the anchor's row, where no cell can serve as anchor")
    in_any_column: bool = Field(default=False, description="the anchor need not be the first filled cell of its row")
    below: Pattern | None = Field(None, description="the anchor is the first one below the first cell that matches")
    above: int = Field(0, ge=0, description="header rows above the row of the anchor")
    rows: int = Field(1, ge=1, le=12)
    skip: list[int] = Field(default=[], description="header rows, from 1, that name nothing, such as column numbers")
    span: Literal["sheet", "anchor"] = Field("sheet", description="anchor: the table is as wide as its merged anchor")
    names: dict[str, str] = Field(
        default={}, description="column letter to the name of a column whose header is blank or unreadable"
    )

    @model_validator(mode="after")
    def _findable(self) -> Self:
        if bool(self.anchor) == (self.row is not None):
            raise ValueError("a header has an anchor or a row, exactly one of them")
        if self.above >= self.rows or not set(self.skip) < set(range(1, self.rows + 1)):
            raise ValueError("above and skip are fewer than the rows of the header")
        if self.span == "anchor" and not self.in_any_column:
            raise ValueError("a table as wide as its anchor needs in_any_column")
        return self


class Title(Strict):
    """A cell outside the table, or the sheet's name, that says something of every row. Give one place.

    `cell`: the cell that matches; the others: the nearest filled cell in that direction of the cell that matches.
    `pattern` takes its first group out of the text.
    """

    cell: Pattern | None = None
    right_of: Pattern | None = None
    left_of: Pattern | None = None
    below: Pattern | None = None
    sheet_name: bool = False
    pattern: Pattern | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if sum(map(bool, (self.cell, self.right_of, self.left_of, self.below, self.sheet_name))) != 1:
            raise ValueError("a title stands in exactly one place")
        return self


class RowRule(Strict):
    """Rows that are no data, by name: those whose `column` matches the pattern as a whole."""

    rule: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    column: str
    matches: Pattern
    reason: str


class Rename(Strict):
    """A column that other editions print under another name: as printed, as declared, and the editions that do so."""

    printed: str = Field(alias="from")
    declared: str = Field(alias="to")
    editions: list[str] = Field(min_length=1)


class TableBase(Strict):
    """What every table declares, whatever its rows are."""

    table: str
    editions: list[str] | None = Field(None, description="editions that contain this table; all where absent")
    sheets: Sheets = Sheets()
    header: Header
    stop: Pattern | None = Field(None, description="first cell of the row at which the table ends (notes follow)")
    ends_at_gap: bool = Field(default=False, description="a blank row ends the table: another may stand below it")
    exclude_rows: list[RowRule] = Field(default=[])
    encoding: str | None = Field(None, description="code page of a text file")
    delimiter: str | None = None
    read_as: ReadAs = Field(ReadAs(), description="where the table is in a file whose content does not tell it")
    unused_columns: dict[str, str] = Field(default={}, description="header to the reason why it is not used")
    renamed: list[Rename] = Field(default=[], description="columns that some editions print under another name")
    titles: dict[str, Title] = Field(default={}, description="name to where its text stands outside the table")
    section_rows: str | None = Field(None, description="name for the label of rows with nothing but their first cell")
    fill_down: list[str] = Field(default=[], description="columns whose blanks repeat the cell above")
    label_marks: dict[str, Pattern] = Field(default={}, description="column to the footnote mark glued to its texts")

    @property
    def given(self) -> list[str]:
        """Names that every row has from outside its cells: titles, and the section it stands in."""
        return [*self.titles, *([self.section_rows] if self.section_rows else [])]

    @property
    def editions_named(self) -> set[str]:
        """Every edition the table speaks of."""
        return {*(self.editions or []), *(name for each in self.renamed for name in each.editions)}

    @property
    def keys(self) -> set[str]:
        """Headers of the columns that hold case numbers."""
        return set()

    @property
    def parts(self) -> "list[TableBase]":
        """The table, and those that are joined to it."""
        return [self]

    def of_edition(self, edition: str) -> Self:
        """The table with the names its columns have in one edition."""
        if not self.renamed:
            return self
        return self.model_copy(update={"renamed": [each for each in self.renamed if edition in each.editions]})


class Column(Strict):
    """What one column becomes: `to` is a dimension, row_key, a date, geo_code or stage."""

    to: str
    lookup: str | None = None
    separator: str | None = Field(None, description="splits a cell of a multi-valued dimension")
    format: str | None = Field(None, description="strptime format of a date")
    locale: LocaleName | None = Field(None, description="language of the names of months and days in a date")
    years: bool = Field(default=False, description="whole numbers are completed years of age")
    bands: list[FormText] = Field(
        default=[], description="age bands in words: `{from} bis unter {below}`; what none fits needs the lookup"
    )

    @model_validator(mode="after")
    def _fits_target(self) -> Self:
        is_coded = self.to in BY_NAME
        is_multi = is_coded and BY_NAME[self.to].is_multi
        problems = {
            f"unknown target {self.to!r}": not is_coded and self.to not in PLAIN_TARGETS,
            f"{self.to} needs a lookup": is_coded and self.lookup is None and not self.years and not self.bands,
            f"{self.to} takes no lookup": self.to in PLAIN_TARGETS - {"stage"} and self.lookup is not None,
            f"{self.to} holds one value: no separator": self.separator is not None and not is_multi,
            "a format belongs to a date, which needs one": (self.to in DATES) != bool(self.format),
            "years and bands belong to victim_age": (self.years or bool(self.bands)) and self.to != "victim_age",
            "a locale belongs to a date": self.locale is not None and self.to not in DATES,
        }
        found = [problem for problem, is_so in problems.items() if is_so]
        if found:
            raise ValueError("; ".join(found))
        return self

    def check_codes(self, header: str, labels: dict[str, LabelMeaning]) -> None:
        """Raise ValueError naming every label whose code is not in the codelist of the target."""
        known = codelist("recording_stage" if self.to == "stage" else self.to)
        wrong = {text: label.code for text, label in labels.items() if label.code and not known.holds(label.code)}
        if wrong:
            raise ValueError(f"column {header!r}: not in codelist {self.to}: {wrong}")


_OF_RECORDS = ("titles", "section_rows", "fill_down", "label_marks", "exclude_rows", "editions")
_OF_FILE = ("encoding", "delimiter", "read_as")


class Join(TableBase):
    """Another table of the delivery that says more of each record, found by columns that hold the same text in both."""

    match: dict[str, str] = Field(min_length=1, description="column of the records to column of this table")
    columns: list[str] = Field(min_length=1, description="columns the records take from here")

    @property
    def keys(self) -> set[str]:
        """The columns the tables are joined by are taken for case numbers: no message shows them."""
        return set(self.match.values())

    @model_validator(mode="after")
    def _is_plain(self) -> Self:
        odd = self.model_fields_set & {*_OF_RECORDS, *_OF_FILE}
        if odd:
            raise ValueError(
                f"a joined table is plain rows of the same file; these belong to the records: {sorted(odd)}"
            )
        return self


class PrintedCount(RowRule):
    """Rows that print how many records there are: kept apart, compared, never counted as records.

    `counts`: the column with the number, which is the first group of `pattern`. Only records that agree with the
    printed row in the columns `within` are counted.
    """

    counts: str
    pattern: Pattern = r"(\d+)"
    within: list[str] = Field(default=[])


class RecordsTable(TableBase):
    """A table with one record a row."""

    kind: Literal["records"]
    columns: dict[str, Column] = Field(min_length=1)
    row_key: Literal["unique", "absent"] = Field(description="whether a column identifies the record")
    joins: list[Join] = Field(default=[])
    totals: list[PrintedCount] = Field(default=[])

    @property
    def targets(self) -> dict[str, str]:
        """What each mapped column becomes, by header."""
        return {header: column.to for header, column in self.columns.items()}

    @property
    def keys(self) -> set[str]:
        """The column of the row key, and those by which tables are joined."""
        joined = {name for join in self.joins for name in join.match}
        return joined | {header for header, to in self.targets.items() if to == "row_key"}

    @property
    def parts(self) -> list[TableBase]:
        """The table, and those that are joined to it."""
        return [self, *self.joins]

    @property
    def printed(self) -> list[str]:
        """Mapped columns that stand in the table itself."""
        elsewhere = {*self.given, *(name for join in self.joins for name in join.columns)}
        return [name for name in self.columns if name not in elsewhere]

    def of_edition(self, edition: str) -> Self:
        """The table and its joins with the names their columns have in one edition."""
        table = super().of_edition(edition)
        return table.model_copy(update={"joins": [join.of_edition(edition) for join in self.joins]})

    @model_validator(mode="after")
    def _names_are_columns(self) -> Self:
        joined = [name for join in self.joins for name in join.columns]
        rules = [*self.exclude_rows, *self.totals]
        named = {*joined, *self.given, *self.fill_down, *self.label_marks, *(rule.column for rule in rules)}
        named |= {name for total in self.totals for name in (total.counts, *total.within)}
        named |= {each.declared for each in self.renamed} - set(self.unused_columns)
        named |= {name for join in self.joins for name in join.match} - set(self.unused_columns)
        if named - set(self.columns):
            raise ValueError(f"these names are no mapped columns: {sorted(named - set(self.columns))}")
        if len(set(joined)) != len(joined) or set(joined) & set(self.given):
            raise ValueError(f"a column comes from one place: {sorted(joined)}")
        return self

    @model_validator(mode="after")
    def _targets_once(self) -> Self:
        targets = list(self.targets.values())
        if len(set(targets)) != len(targets):
            raise ValueError("two columns have the same target")
        if ("row_key" in targets) != (self.row_key == "unique") or "reference_date" not in targets:
            raise ValueError("row_key must be declared as it is, and reference_date is needed")
        return self


class Attributes(Strict):
    """What a label says of a figure. Several labels of one cell complete each other; `defaults` come last."""

    dimension: str | None = None
    code: str | None = None
    mapping: Relation | None = None
    base_filter: str | None = Field(None, description="`dimension=CODE` the base is limited to")
    statistic: str | None = None
    unit: str | None = None
    base: int | list[int] | None = Field(
        None, description="records the share is of; a list: one of these, unknown which"
    )
    base_to: int | None = Field(None, description="largest possible base where only that is known")
    base_basis: str | None = None
    response_type: str | None = None
    response_basis: Literal["STATED", "ASSUMED", "INFERRED"] | None = None
    parent: str | None = Field(None, description="code of the same dimension this figure is a part of")
    counting_unit: str | None = None
    geo_code: str | None = Field(None, description="area, where it is not that of the source")
    geographic_role: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    document: str | None = None
    section: str | None = None
    exclude: str | None = Field(None, description="reason why this cell is left out")

    @model_validator(mode="after")
    def _code_exists(self) -> Self:
        if self.dimension and self.code and not figure.holds(self.dimension, self.code):
            raise ValueError(f"{self.code} is not in codelist {self.dimension}")
        return self


class FiguresTable(TableBase, Notation):
    """A table of published figures: a value column beside labels, or a cross-tab of stubs (left) and heads (above)."""

    kind: Literal["list", "crosstab"]
    value: str | None = Field(None, description="list: header of the value column")
    stubs: list[str] = Field(default=[], description="crosstab: names of the leftmost label columns")
    heads: list[str] = Field(default=[], description="crosstab: names of the header rows, top down")
    not_published: list[str] = Field(default=[], description="signs of a cell that holds no published figure")
    defaults: Attributes = Attributes()
    labels: dict[str, dict[str, Attributes]] = Field(
        description="label names joined by ` | ` to their texts joined by ` | ` to what they say"
    )

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        if (self.kind == "list") != (self.value is not None):
            raise ValueError("a list names its value column; a crosstab has none")
        if (self.kind == "crosstab") != bool(self.stubs and self.heads):
            raise ValueError("a crosstab names its stubs and heads; a list has none")
        if self.kind == "crosstab" and len(self.heads) != self.header.rows:
            raise ValueError("one head for each header row")
        return self

    @model_validator(mode="after")
    def _names_are_columns(self) -> Self:
        columns = set(self.stubs) or {name for path in self.labels for name in path.split(" | ")} - set(self.given)
        renamed = {each.declared for each in self.renamed} - {self.value, self.header.anchor, *self.unused_columns}
        lost = {*self.fill_down, *self.label_marks, *renamed} - columns
        if lost:
            raise ValueError(f"these names are no label columns: {sorted(lost)}")
        return self
