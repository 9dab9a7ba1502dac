"""The page that shows what is behind two figures, one printed and one counted, as `oscec explain` tells it."""

from pathlib import Path

import duckdb

from docs.generate.markdown import page
from docs.generate.shipped import state_in
from interfaces.explain import key, numbers, sections
from pipelines import home
from pipelines.derivation.explain import Explanation, explain
from warehouse.build import current
from warehouse.explain.rows import one_row

_CHOSEN = {
    "A printed figure": {"source_id": "gb_nca_akeu", "dimension": "motivation", "code": "FINANCIAL"},
    "A count of records (invented data)": {
        "source_id": "xa_lka_vorgaenge", "edition": "2024", "dimension": "demand", "code": "MONEY_OR_GOODS",
    },
}  # fmt: skip
_SHOWN = 12
_VARYING = "Deliveries"  # who took them in, and when
_INTRODUCTION = (
    "Two cells of `mart.cell` of the warehouse that `make run` builds, as `oscec explain` tells them. Left out is the"
    " section on deliveries (file, hash, receipt, day, account, source file with who proposed and reviewed it), which"
    " is another in each installation. How to ask stands in [for-auditors.md](for-auditors.md#what-is-behind-a-figure)."
)


def derivation(connection: duckdb.DuckDBPyConnection, folder: Path) -> str:
    """The page; the warehouse was built below `folder`."""
    with state_in(folder):
        path = current(home.warehouse()) or folder
        told = [_part(title, _explained(connection, path, wanted=wanted)) for title, wanted in _CHOSEN.items()]
    return page("What is behind a figure", "what ships and the model countries", parts=[_INTRODUCTION, *told])


def _explained(connection: duckdb.DuckDBPyConnection, path: Path, *, wanted: dict[str, str]) -> Explanation:
    return explain(connection, path, table="mart.cell", row=one_row(connection, "mart.cell", wanted=wanted))


def _part(title: str, found: Explanation) -> str:
    lines = [f"## {title}", "", "```", key(found), numbers(found)]
    for name, told in sections(found, every=False).items():
        if told and name != _VARYING:
            more = [f"  … and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
            lines += [f"{name}:", *(f"  {line}" for line in told[:_SHOWN]), *more]
    return "\n".join([*lines, "```"])
