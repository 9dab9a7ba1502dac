"""`docs/marts.md`: every table of the warehouse and every column."""

from docs.generate.markdown import code, page, plain, table
from warehouse.tables import Table, tables

_INTRO = """Tables of schema `mart` are for analysis; those of schema `core` are what the marts are made of, to the
row. Each table is one SQL file of the same name under `warehouse/`; the same texts stand as comments in the database
itself. Rows with `is_model` true are **invented**: they belong to the model countries XA to XZ.

Marts named after a dimension (`mart.motivation`, `mart.demand`, ...) all have the columns of `mart.cell`."""


def marts() -> str:
    """The page."""
    every = sorted(tables(), key=lambda each: (each.name.startswith("core."), each.name))
    rows = ([f"[{each.name}](#{_anchor(each)})", plain(each.description)] for each in every)
    contents = table(["table", "holds"], rows)
    return page("Tables and columns", "warehouse/core/ and warehouse/marts/", [_INTRO, contents, *map(_section, every)])


def _anchor(each: Table) -> str:
    return each.name.replace(".", "")


def _section(each: Table) -> str:
    columns = table(["column", "meaning"], ([code(name), plain(meaning)] for name, meaning in each.columns.items()))
    reads = ", ".join(code(name) for name in sorted(each.references))
    origin = f"\n\nRead from: {reads}." if reads else ""
    return f"## {each.name}\n\n{plain(each.description)}\n\nOne row a: {plain(each.grain)}.{origin}\n\n{columns}"
