"""SDMX-CSV 2.0: one file a dataflow, that of the table."""

import io
import math

import polars as pl

from pipelines.release.columns import NO_VALUE, PERIOD, TIME_PERIOD, concept_of, time_of
from pipelines.release.content import ReleaseTable
from pipelines.release.flat import flat_meanings
from pipelines.release.guard import guarded_frame

FOLDER = "sdmx"


def path_of(stem: str) -> str:
    """Where the file of a table lies in the folder."""
    return f"{FOLDER}/{stem}.csv"


def agency(tier: str) -> str:
    """Who maintains the structures of a tier; those of two tiers are never the same."""
    return f"OSCEC.{tier.upper()}"


def version(number: int) -> str:
    """The version of all structures of a release."""
    return f"{number}.0.0"


def dataflow(stem: str, tier: str, *, number: int) -> str:
    """The dataflow of a table, as the data name it."""
    return f"{agency(tier)}:{flow_id(stem)}({version(number)})"


def flow_id(stem: str) -> str:
    """The id of the dataflow."""
    return f"DF_{stem.upper()}"


def attributes_of(table: ReleaseTable) -> list[str]:
    """The columns that say more about the numbers."""
    return [name for name in flat_meanings(table) if name not in {*table.keys, *table.measures}]


def expected(table: ReleaseTable, tier: str, *, number: int) -> pl.DataFrame:
    """The rows of the file; a number that is missing for a reason is NaN, other fields without a value are null."""
    told = {"STRUCTURE": "dataflow", "STRUCTURE_ID": dataflow(table.stem, tier, number=number), "ACTION": "I"}
    time = [PERIOD] if PERIOD in table.keys else []
    columns = [
        *(pl.lit(text).alias(name) for name, text in told.items()),
        *(pl.col(name).cast(pl.String).fill_null(NO_VALUE).alias(concept_of(name)) for name in table.keys),
        *(pl.col(name).map_elements(time_of, return_dtype=pl.String).alias(TIME_PERIOD) for name in time),
        *(pl.col(name).cast(pl.Float64).fill_null(math.nan).alias(concept_of(name)) for name in table.measures),
        *(pl.col(name).alias(concept_of(name)) for name in attributes_of(table)),
    ]
    return guarded_frame(table.flat.select(columns))


def written(table: ReleaseTable, tier: str, *, number: int) -> bytes:
    """The file."""
    return expected(table, tier, number=number).write_csv(line_terminator="\n").encode()


def read(content: bytes, like: pl.DataFrame) -> pl.DataFrame:
    """The rows of a file, in the types of `like`."""
    return pl.read_csv(io.BytesIO(content), schema=like.schema)
