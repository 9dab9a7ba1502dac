"""Single victims that documents tell of: the warehouse finds who may be told twice, and keeps nothing else of them."""

from datetime import date

import duckdb
import polars as pl

from tests.warehouse.conftest import Inputs
from warehouse.build import fill
from warehouse.tables import tables

AGE, PLACE, DAY = "Y111", "XZ-QQQ", date(1999, 9, 9)


def test_the_finding_is_there_and_no_table_holds_the_mentions(inputs: Inputs) -> None:
    schema = inputs["mention"].collect().schema
    rows = [("XZ", document, "1", AGE, PLACE, DAY, DAY) for document in ("one", "two")]
    told = pl.DataFrame(rows, schema=schema, orient="row")
    with duckdb.connect() as connection:
        assert fill(connection, {**inputs, "mention": told.lazy()}, progress=lambda _: None).is_empty()
        query = "SELECT source_id, edition, severity, text FROM core.finding WHERE finding_id = 'mention-told-twice'"
        [found] = connection.execute(query).fetchall()
        held = {
            table.name: connection.sql(f"FROM {table.name}").pl().write_json()  # our own names
            for table in tables()
        }  # fmt: skip
        schemas = connection.execute("SELECT table_name FROM duckdb_tables() WHERE table_name = 'mention'").fetchall()

    text = "Two documents may tell of one and the same victim: one (1) and two (1): 1 to 2 victims."
    assert found == ("xz_mentions", None, "asks", text)
    assert schemas == []
    assert [name for name, text in held.items() if any(code in text for code in (AGE, PLACE, DAY.isoformat()))] == []


def test_no_table_reads_them() -> None:
    assert [table.name for table in tables() if "mention" in table.inputs] == []
