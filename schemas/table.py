"""Rules kept as data: the CSV files that stand in `schemas/` itself."""

import csv
from functools import cache
from importlib.resources import files

Row = dict[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of `schemas/<name>.csv`, in file order."""
    text = files("schemas").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
