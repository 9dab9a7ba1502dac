"""What labels say of codes: contradictions inside one edition are found in records and figures alike."""

from typing import Any

import pytest

from schemas.layout import FiguresTable
from schemas.mappings import contradictions


def table(name: str = "one", **labels: dict[str, Any]) -> FiguresTable:
    """A list of published demands; `labels`: label column to its texts, each with its attributes."""
    data = {
        "table": name, "kind": "list", "header": {"anchor": "Item"}, "value": "Value",
        "defaults": {"dimension": "demand"}, "labels": labels,
    }  # fmt: skip
    return FiguresTable.model_validate(data)


def code(name: str, mapping: str | None = None, parent: str | None = None) -> dict[str, Any]:
    return {"dimension": "demand", "code": name, "mapping": mapping, "parent": parent}


@pytest.mark.parametrize(
    ("labels", "chain"),
    [
        (
            {"cash": code("MONEY", parent="GOODS"), "gifts": code("GOODS", parent="MONEY")},
            "GOODS WIDER 'cash', 'cash' EQUAL MONEY, MONEY WIDER 'gifts', 'gifts' EQUAL GOODS",
        ),
        (
            {"all of it": code("MONEY_OR_GOODS", parent="MONEY")},
            "MONEY WIDER 'all of it', 'all of it' EQUAL MONEY_OR_GOODS, MONEY_OR_GOODS WIDER MONEY",
        ),
        (
            {"broad": code("MONEY", mapping="WIDER", parent="MONEY")},
            "'broad' WIDER MONEY, MONEY WIDER 'broad'",
        ),
    ],
)  # fmt: skip
def test_a_chain_in_one_table_is_told(labels: dict[str, Any], chain: str) -> None:
    assert list(contradictions([table(Item=labels)], {})) == [
        f"demand, tables one: a chain of relations contradicts itself: {chain}"
    ]


def test_one_label_of_two_tables_covers_the_same() -> None:
    tables = [table(Item={"cash": code("MONEY")}), table("two", Item={"cash": code("MONEY_OR_GOODS")})]
    [told] = contradictions(tables, {})
    assert told.startswith("demand, tables one, two: a chain of relations contradicts itself: MONEY_OR_GOODS WIDER")


@pytest.mark.parametrize(
    "tables",
    [
        [table(Item={"cash": code("MONEY"), "cash and goods": code("MONEY_OR_GOODS")})],
        [table(Item={"cash": code("MONEY", parent="MONEY_OR_GOODS"), "both": code("MONEY_OR_GOODS")})],
        [table(Item={"broad": code("MONEY", mapping="WIDER")}), table("two", Item={"cash": code("MONEY")})],
        [table(Item={"cash": code("MONEY", parent="MONEY_OR_GOODS")}, Note={"part": {"mapping": "NARROWER"}})],
        [table(Item={"Opinion": {"dimension": "expert_view_demand", "code": "MONEY"}})],
    ],
)
def test_labels_that_agree_pass(tables: list[FiguresTable]) -> None:
    assert list(contradictions(tables, {})) == []


def test_a_label_whose_relation_another_column_tells_says_nothing_by_itself() -> None:
    """The same text for a code and its group is no contradiction where a note says which of them is wider."""
    texts = [{"cash": code("MONEY")}, {"cash": code("MONEY_OR_GOODS")}]
    tables = [table(Item=each, Note={"part": {"mapping": "NARROWER"}}) for each in texts]
    assert list(contradictions(tables, {})) == []
