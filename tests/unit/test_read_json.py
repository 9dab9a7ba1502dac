"""JSON and JSON lines: digits are kept, nesting is refused by name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.deliver import deliver
from pipelines.read import Unreadable, read
from tests.support.sheets import texts
from tests.support.small import ROW, source_of

WANT = {0: ["a", "b"], 1: ["x", "1.50"], 2: [None, "TRUE"]}


def refused(text: str | bytes) -> Unreadable:
    with pytest.raises(Unreadable) as told:
        read(text.encode() if isinstance(text, str) else text, "x.json")
    return told.value


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": "x", "b": 1.50}, {"b": true}]',
        ' \n[\n {"a": "x", "b": 1.50},\n {"a": null, "b": true}]\n',
        '{"columns": ["a", "b"], "data": [["x", 1.50], [null, true]]}',
        '{"a": "x", "b": 1.50}\n{"b": true}\n',
        '{"a": "x", "b": 1.50}\r\n{"a": " ", "b": true}',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_shape_gives_the_same_table(text: str, encoding: str) -> None:
    assert texts(read(text.encode(encoding), "x.json")[0]) == WANT


def test_lines_keep_their_numbers() -> None:
    assert list(texts(read(b'{"a": 1}\n\n{"a": 2}', "x.jsonl")[0])) == [0, 1, 3]


def test_digits_are_kept_as_written() -> None:
    text = '[{"a": 10.0, "b": 12345678901234567890123, "c": 1e5, "d": -0, "e": "007"}]'
    assert texts(read(text.encode(), "x")[0])[1] == ["10.0", "12345678901234567890123", "1e5", "-0", "007"]


@pytest.mark.parametrize("text", ['[{"a": 1, "odd": [2]}]', '{"a": 1, "odd": {"b": 2}}', '{"odd": []}'])
def test_nested_value_is_refused_by_name(text: str) -> None:
    told = refused(text)
    assert told.finding_id == "file-not-tabular"
    assert "'odd'" in told.detail


def test_name_of_a_nested_field_shows_no_identifier() -> None:
    assert "a@b.example" not in refused('[{"a@b.example": [1]}]').detail


@pytest.mark.parametrize(
    "text",
    ["[[1, 2], [3, 4]]", '[{"a": 1}, 2]', '{"columns": ["a"], "data": [[1, 2]]}', '{"columns": "a", "data": []}'],
)
def test_other_shapes_are_refused(text: str) -> None:
    assert refused(text).finding_id == "file-not-tabular"


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}',
        '[{"a": 1}, {"a": ',
        '{"a": 1}\n{"a": \n',
        '[{"a": 1, "a": 2}]',
        '{"columns": ["a", "a"], "data": [[1, 2]]}',
        '[{"a": NaN}]',
        '[{"a": "\\ud800"}]',
        "[" * 100_000,
        '[{"a": 1}] and more',
    ],
)
def test_damaged_file_is_unreadable(text: str) -> None:
    assert refused(text).finding_id == "file-unreadable"


@pytest.mark.parametrize("text", ["[]", "{}", "[{}]", '[{"": null}]'])
def test_file_without_a_cell_is_empty(text: str) -> None:
    assert refused(text).finding_id == "file-empty"


def test_text_table_that_starts_with_a_bracket_stays_one() -> None:
    assert texts(read(b"[a];b\n1;2\n", "x.csv")[0]) == {1: ["[a]", "b"], 2: ["1", "2"]}


CELLS = st.none() | st.text(st.characters(codec="utf-8"), min_size=1)


ROWS = st.lists(st.tuples(CELLS, CELLS).map(lambda pair: dict(zip("ab", pair, strict=True))), min_size=1, max_size=8)


@given(rows=ROWS, as_lines=st.booleans())
def test_what_another_program_wrote_is_read_back(rows: list[dict[str, str | None]], *, as_lines: bool) -> None:
    text = "\n".join(map(json.dumps, rows)) if as_lines else json.dumps(rows, ensure_ascii=False)
    want = {at: [each if each and each.strip() else None for each in row.values()] for at, row in enumerate(rows, 1)}
    assert texts(read(text.encode(), "x.json")[0]) == {0: ["a", "b"]} | {
        at: row for at, row in want.items() if any(row)
    }


def test_records_are_addressed_by_their_number() -> None:
    content = json.dumps([ROW, ROW | {"Number": "C-2", "Motive": "odd"}]).encode()
    outcome = deliver(content, "a.json", source=source_of(), edition="2024")
    assert outcome.accepted["row"].to_list() == [1]
    assert outcome.findings.select("finding_id", "row", "cell").rows() == [("value-unmapped", 2, "C2")]


def test_fields_are_limited_before_the_table_is_made() -> None:
    assert refused(json.dumps([{f"k{at}": "x"} for at in range(513)])).finding_id == "file-too-large"
    assert len(read(json.dumps([{f"k{at}": "x" for at in range(512)}]).encode(), "x.json")) == 1
