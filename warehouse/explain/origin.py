"""What stands behind a row: cells of files, what they say, and the arithmetic in words. One shape for every mart."""

from dataclasses import dataclass, field

import polars as pl

from warehouse.explain.rows import Row

# counts: SURELY it has the code, POSSIBLY it has, it is only in the BASE, or its code is USED to tell categories apart
RECORDS: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "edition": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "columns": pl.String(),
    "dimension": pl.String(),
    "recorded": pl.String(),
    "relations": pl.String(),
    "counts": pl.String(),
    "is_open": pl.Boolean(),
}
# role: the VALUE itself, a MARGIN that bounds it, a DENOMINATOR, or what was FOUND to break a rule
FIGURES: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "edition": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "cell": pl.String(),
    "figure_id": pl.String(),
    "label": pl.String(),
    "value_text": pl.String(),
    "value": pl.Float64(),
    "dimension": pl.String(),
    "code": pl.String(),
    "mapping": pl.String(),
    "document": pl.String(),
    "section": pl.String(),
    "role": pl.String(),
}
DECLARED: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "fact": pl.String(),
    "value": pl.String(),
    "valid_from": pl.Date(),
    "valid_to": pl.Date(),
    "cite": pl.String(),
}


@dataclass(frozen=True)
class Origin:
    """What a row is made from. `formula`: how its numbers follow; `rests_on`: rows of other marts it is made from.

    `records` and `figures`: cells of files (RECORDS, FIGURES); `declared`: facts of source files; `editions`: every
    delivery it looks at.
    """

    formula: list[str]
    records: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RECORDS))
    figures: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FIGURES))
    declared: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DECLARED))
    rests_on: list[tuple[str, Row]] = field(default_factory=list)
    also: frozenset[tuple[str, str]] = frozenset()

    @property
    def editions(self) -> list[tuple[str, str]]:
        """Source and edition of everything it is made from, in order."""
        named = [
            set(frame.select("source_id", "edition").unique().iter_rows()) for frame in (self.records, self.figures)
        ]
        return sorted({*named[0], *named[1], *self.also})


def merged(formula: list[str], parts: list[Origin], *, rests_on: list[tuple[str, Row]]) -> Origin:
    """Several origins as one: what is behind a row that is made from others."""
    return Origin(
        [*formula, *(line for part in parts for line in part.formula)],
        records=pl.concat([pl.DataFrame(schema=RECORDS), *(part.records for part in parts)]),
        figures=pl.concat([pl.DataFrame(schema=FIGURES), *(part.figures for part in parts)]),
        declared=pl.concat([pl.DataFrame(schema=DECLARED), *(part.declared for part in parts)]),
        rests_on=rests_on,
    )
