"""`docs/marts.md`: every table of the warehouse and every column."""

from docs.generate.markdown import code, page, plain, table
from warehouse.macros import Macro, macros
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
    asked = ([f"[{each.signature}](#{each.name})", plain(each.description)] for each in macros())
    questions = table(["question, asked as FROM name(...)", "answers"], asked)
    parts = [_INTRO, contents, questions, *map(_section, every), *map(_question, macros())]
    return page("Tables, columns and questions", "warehouse/core/, warehouse/marts/ and warehouse/macros/", parts=parts)


def _anchor(each: Table) -> str:
    return each.name.replace(".", "")


def _question(each: Macro) -> str:
    """One macro: what it takes and what its rows hold."""
    told = [*each.parameters.items(), *each.columns.items()]
    taken = len(each.parameters)
    rows = [["takes" if at < taken else "gives", code(name), plain(meaning)] for at, (name, meaning) in enumerate(told)]
    return f"## {each.name}\n\n{plain(each.description)}\n\n{table(['', 'name', 'meaning'], rows)}"


def _section(each: Table) -> str:
    columns = table(["column", "meaning"], ([code(name), plain(meaning)] for name, meaning in each.columns.items()))
    reads = ", ".join(code(name) for name in sorted(each.references))
    origin = f"\n\nRead from: {reads}." if reads else ""
    return f"## {each.name}\n\n{plain(each.description)}\n\nOne row a: {plain(each.grain)}.{origin}\n\n{columns}"
