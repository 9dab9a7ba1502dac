"""Protected counts: what is hidden of a table is told together, as records that have one of several codes.

Bounds of the marts then follow by the ordinary rules of cover sets: such a record may have each of the codes. The codes
listed are all that no shown count accounts for, so that being listed does not tell that a record has the code.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import polars as pl

from schemas.age import code_of
from schemas.codelist import ALL, codelist, missing_codes
from schemas.dimension import BY_NAME, VICTIM_AGE
from warehouse.comparability.bounds import ONE_OF, SEPARATOR
from warehouse.disclosure.tallies import GROUP, Counts

Atom = tuple[str, str]  # recorded codes, relations of their labels
_ANYTHING = "NOT_SPECIFIED"
_TALLY = [*GROUP, "dimension", "recorded", "relations"]
_CROSSED = [*_TALLY, "by_dimension", "by_recorded", "by_relations"]


def protected(counted: Counts, hidden: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`core.tally` and `core.cross_tally` of a release; `hidden` names the cells of each group that stay hidden."""
    single, double = _marked(counted.single, hidden), _marked(_with_zeros(counted.double, hidden), hidden)
    pools = _frame(_pools(single), _TALLY)
    tally = pl.concat([single.filter(~pl.col("is_hidden")).select(*_TALLY, "records"), pools])
    gone = single.filter("is_hidden").select(*GROUP, row="cell", is_row_hidden=pl.lit(value=True))
    by_row = double.join(gone, on=[*GROUP, "row"], how="left", maintain_order="left")
    told, lost = by_row.filter(pl.col("is_row_hidden").is_null()), by_row.filter("is_row_hidden")
    cross_tally = pl.concat(
        [
            double.filter(~pl.col("is_hidden")).select(*_CROSSED, "records"),
            _frame(_row_pools(told), _CROSSED),
            _rest(lost, pools),
        ]
    )
    in_bands = cross_tally.group_by(_CROSSED).agg(pl.col("records").sum())
    return tally.sort(_TALLY), in_bands.sort(_CROSSED)


def _with_zeros(double: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """The counts of two dimensions and the zeros among those hidden: their codes are as possible as any."""
    table = [*GROUP, "dimension", "by_dimension"]
    rows = double.select(*table, "recorded", "relations", "row").unique()
    columns = double.select(*table, "by_recorded", "by_relations", "column").unique()
    every = rows.join(columns, on=table).with_columns(cell=pl.format("{}|{}", "row", "column"))
    zeros = every.join(double, on=[*GROUP, "cell"], how="anti").join(hidden, on=[*GROUP, "cell"], how="semi")
    return pl.concat([double, zeros.with_columns(records=pl.lit(0, pl.Int64))], how="diagonal").sort(*GROUP, "cell")


def _marked(rows: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    named = hidden.with_columns(is_hidden=pl.lit(value=True))
    found = rows.join(named, on=[*GROUP, "cell"], how="left", maintain_order="left")
    return found.with_columns(pl.col("is_hidden").fill_null(value=False))


def _frame(rows: Iterable[tuple[str | int, ...]], keys: list[str]) -> pl.DataFrame:
    schema: dict[str, type[pl.DataType]] = {**dict.fromkeys(keys, pl.String), "records": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _pools(single: pl.DataFrame) -> Iterator[tuple[str | int, ...]]:
    """What is hidden of every table of one dimension, as one row."""
    for key, rows in _touched(single, [*GROUP, "dimension"]):
        yield (*key, *_pool_of(rows, key[-1]), int(rows.filter("is_hidden")["records"].sum()))


def _row_pools(double: pl.DataFrame) -> Iterator[tuple[str | int, ...]]:
    """What is hidden of every row of a table of two dimensions whose total is shown: it follows from the others."""
    for key, rows in _touched(double, [*_TALLY, "by_dimension"]):
        yield (*key, *_pool_of(rows, key[-1], prefix="by_"), int(rows.filter("is_hidden")["records"].sum()))


def _rest(lost: pl.DataFrame, pools: pl.DataFrame) -> pl.DataFrame:
    """What is hidden of rows whose total is hidden too: together, whatever its other dimension."""
    left = lost.filter("is_hidden").group_by(*GROUP, "dimension", "by_dimension").agg(pl.col("records").sum())
    anything, links = (SEPARATOR.join(each) for each in zip(*_anything(), strict=True))
    told = left.join(pools.drop("records"), on=[*GROUP, "dimension"])
    return told.with_columns(by_recorded=pl.lit(anything), by_relations=pl.lit(links)).select(*_CROSSED, "records")


def _touched(rows: pl.DataFrame, by: list[str]) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    """The tables of which a count is hidden."""
    touched = rows.filter(pl.col("is_hidden").any().over(by)).sort(by, maintain_order=True)
    for key, table in touched.partition_by(by, as_dict=True, maintain_order=True).items():
        yield tuple(str(each) for each in key), table


def _pool_of(rows: pl.DataFrame, dimension: str, *, prefix: str = "") -> Atom:
    named = rows.select("is_hidden", codes=f"{prefix}recorded", links=f"{prefix}relations").unique().sort(pl.all())
    shown, hidden = (
        named.filter(pl.col("is_hidden") == is_hidden).select("codes", "links").rows() for is_hidden in (False, True)
    )
    codes, links = zip(*_pool(dimension, shown, hidden=hidden), strict=True)
    return SEPARATOR.join(codes), SEPARATOR.join(links)


def _pool(dimension: str, shown: Sequence[Atom], *, hidden: Sequence[Atom]) -> list[Atom]:
    """The codes that what is hidden may have, as wide as nobody could narrow them from what is shown.

    Only where every record has one code, and the labels mean what the codes mean, do shown counts rule codes out.
    """
    if BY_NAME[dimension].is_multi or any(links != "EQUAL" for _, links in hidden):
        return _anything(is_open=any(set(links.split(SEPARATOR)) & {"NARROWER", "INEXACT"} for _, links in hidden))
    codes, taken = {code for code, _ in hidden}, {code for code, _ in shown}
    left = _codes(dimension, taken)
    if not _leaves(dimension, codes) <= _leaves(dimension, left):
        return _anything()
    listed = left if codes - missing_codes() else []
    silent = sorted(missing_codes() - taken) if codes & missing_codes() else []
    return [(code, ONE_OF) for code in (*listed, *silent)]


def _anything(*, is_open: bool = False) -> list[Atom]:
    """Any code, also that it is missing; open: nor do all records that have a code stand in the table."""
    others = sorted(missing_codes() - {_ANYTHING})
    return [(_ANYTHING, "INEXACT" if is_open else ONE_OF), *((code, ONE_OF) for code in others)]


def _codes(dimension: str, taken: Collection[str]) -> list[str]:
    """The codes of the dimension that share no true value with those taken; of ages, the bands between them."""
    known, held = codelist(dimension), _leaves(dimension, taken)
    if dimension == VICTIM_AGE.name:
        return _bands(sorted(int(year) for year in known.leaves - held))
    return [code for code, leaves in known.leaves_by_code.items() if code not in _SILENT and not leaves & held]


def _bands(years: Sequence[int]) -> list[str]:
    starts = [year for year in years if year - 1 not in years]
    ends = [year for year in years if year + 1 not in years]
    return [code_of(*band) for band in zip(starts, ends, strict=True)]


def _leaves(dimension: str, codes: Collection[str]) -> frozenset[str]:
    """The true values of these codes, whatever is missing left out."""
    return frozenset().union(*(codelist(dimension).leaves_of(code) for code in codes if code not in missing_codes()))


_SILENT = missing_codes() | {ALL}
