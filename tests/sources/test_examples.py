"""Every example becomes exactly the rows written beside it."""

import polars as pl
import pytest

from pipelines import catalogue
from tests.support.examples import Example, by_key, delivered, examples, expected_rows

EXAMPLES = [pytest.param(example, id=str(example)) for example in examples()]
PUBLICATIONS = [param for param, each in zip(EXAMPLES, examples(), strict=True) if not each.is_incident_level]


@pytest.mark.parametrize("source_id", catalogue.paths())
def test_every_source_has_an_example(source_id: str) -> None:
    assert source_id in {example.source_id for example in examples()}


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_is_accepted(example: Example) -> None:
    outcome = delivered(example)

    blocking = outcome.findings.filter(pl.col("severity") == "blocks", pl.col("scope") != "row")
    assert blocking["text"].to_list() == []
    assert outcome.is_accepted


@pytest.mark.parametrize("example", PUBLICATIONS)
def test_every_cell_of_a_publication_comes_through(example: Example) -> None:
    outcome = delivered(example)

    assert outcome.findings.filter(severity="blocks")["text"].to_list() == []
    assert outcome.rows_read == outcome.accepted.height + outcome.excluded.height


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_becomes_the_expected_rows(example: Example) -> None:
    accepted = delivered(example).accepted
    expected = expected_rows(example, accepted.schema)
    key = [name for name in expected.columns if name in {"sheet", "cell", "row"}]

    assert by_key(accepted.select(expected.columns), key) == by_key(expected, key)
