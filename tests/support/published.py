"""A small invented source of published figures: one cross-tab, model country XZ."""

import json
from typing import Any

from pipelines.deliver import Outcome, deliver
from schemas.source import Source
from tests.support.small import told

LABELS: dict[str, Any] = {
    "item": {
        "Girls": {"dimension": "victim_gender", "code": "F"},
        "Boys": {"dimension": "victim_gender", "code": "M"},
        "Change": {"dimension": "growth", "code": "YEAR_ON_YEAR", "base": [80, 90]},
        "Left out": {"exclude": "says nothing"},
        "Silent": {"dimension": "victim_gender"},
    },
    "measure": {
        "Number": {"statistic": "COUNT"},
        "Share": {
            "statistic": "SHARE",
            "unit": "percent",
            "base": 120,
            "base_basis": "STATED",
            "response_type": "SINGLE",
        },
    },
}


def published_source(**changed: Any) -> Source:
    """The source; whatever belongs to its table may be changed."""
    table = {
        "table": "figures",
        "kind": "crosstab",
        "header": {"anchor": "Item"},
        "stubs": ["item"],
        "heads": ["measure"],
        "defaults": {"section": "1"},
        "labels": LABELS,
    }
    data = told(source_id="xz_test_figures", tables=[table | changed], not_recorded=[], lookups={})
    return Source.model_validate_json(json.dumps(data))


def published(*rows: tuple[str, str, str], **changed: Any) -> Outcome:
    """What comes of a delivery of these rows: item, number, share."""
    content = "".join(f"{';'.join(cells)}\n" for cells in (("Item", "Number", "Share"), *rows)).encode()
    return deliver(content, "figures.csv", source=published_source(**changed), edition="2024")


def cell(address: str, *rows: tuple[str, str, str], **changed: Any) -> dict[str, Any]:
    """The accepted figure at an address."""
    return published(*rows, **changed).accepted.filter(cell=address).row(0, named=True)
