"""Parquet columns whose values a reader easily turns into others, and files that are locked."""

import base64
import io
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow.parquet import encryption

from pipelines.read import Unreadable, named_truly, read
from tests.support.sheets import texts
from tests.support.workbooks import parquet_of

LONG = "123456789012345678901234567890123456789012.50"


def refused(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as told:
        read(content, "x.parquet")
    return told.value


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        (pa.array([Decimal(LONG), Decimal("1.10")], pa.decimal256(50, 2)), [LONG, "1.10"]),
        (pa.array([2**64 - 1, 0], pa.uint64()), [str(2**64 - 1), "0"]),
        (pa.array([time(12, 30), time(12, 30, 1, 5)]), ["12:30:00", "12:30:01.000005"]),
        (pa.array([1, 86_399_000_000_001], pa.time64("ns")), ["00:00:00.000000001", "23:59:59.000000001"]),
        (pa.array([2**31 - 1, 19_783], pa.date32()), [str(2**31 - 1), "2024-03-01"]),
        (pa.ExtensionArray.from_storage(pa.json_(), pa.array(['{"a":1}', "2"])), ['{"a":1}', "2"]),
        (pa.array([5, 7]).dictionary_encode(), ["5", "7"]),
    ],
)
def test_values_stay_what_they_are(column: Any, shown: list[str]) -> None:
    assert texts(read(parquet_of({"a": column}), "x.parquet")[0]) == {0: ["a"], 1: [shown[0]], 2: [shown[1]]}


def test_moments_of_the_old_form_beyond_the_count_of_billionths_do_not_turn_over() -> None:
    days = [datetime(9999, 12, 31), datetime(1, 1, 1)]  # noqa: DTZ001  # as files hold them
    buffer = io.BytesIO()
    table = pa.table({"at": pa.array(days, pa.timestamp("us"))})
    pq.write_table(table, buffer, use_deprecated_int96_timestamps=True)

    assert texts(read(buffer.getvalue(), "x.parquet")[0]) == {0: ["at"], 1: ["9999-12-31"], 2: ["0001-01-01"]}


def test_columns_of_one_name_are_all_read() -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]), buffer)

    assert texts(read(buffer.getvalue(), "x.parquet")[0]) == {0: ["a", "a"], 1: ["1", "2"]}


def test_bytes_behind_a_name_of_their_own_are_refused() -> None:
    told = refused(parquet_of({"id": pa.array([b"0" * 16], pa.uuid())}))
    assert told.finding_id == "file-not-tabular"


def test_nul_byte_is_a_fact() -> None:
    [sheet] = read(parquet_of({"a": ["12\0", "12"]}), "x.parquet")
    assert sheet.facts.rows() == [(1, 1, "NUL", "")]


class _Keys(encryption.KmsClient):  # type: ignore[misc]  # a class without types
    """Keys that are no secret."""

    def __init__(self, _: object) -> None:
        super().__init__()

    def wrap_key(self, key: bytes, _: str) -> bytes:
        return base64.b64encode(key)


@pytest.mark.parametrize("is_footer_open", [True, False])
def test_locked_file_is_told(*, is_footer_open: bool) -> None:
    rules = encryption.EncryptionConfiguration(
        footer_key="k", column_keys={"k2": ["a"]}, plaintext_footer=is_footer_open
    )
    locked = encryption.CryptoFactory(_Keys).file_encryption_properties(encryption.KmsConnectionConfig(), rules)
    buffer = io.BytesIO()
    with pq.ParquetWriter(buffer, pa.schema([("a", pa.int64())]), encryption_properties=locked) as writer:
        writer.write_table(pa.table({"a": [1]}))

    named_truly(buffer.getvalue(), "x.parquet")
    assert refused(buffer.getvalue()).finding_id == "file-protected"


@pytest.mark.parametrize("header", ["PARENT;N", "PAR1;PAR2"])
def test_text_that_starts_with_the_same_letters_is_text(header: str) -> None:
    named_truly(header.encode(), "x.csv")
    assert texts(read(f"{header}\n1;2\n2;3\n".encode(), "x.csv")[0])[1] == header.split(";")
