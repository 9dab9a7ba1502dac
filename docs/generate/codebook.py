"""`docs/codebook.md`: every codelist with every code."""

from docs.generate.markdown import code, page, plain, table
from schemas import codelist
from schemas.codelist import Row
from schemas.dimension import BY_NAME

_INTRO = """Every code that a row of the warehouse can hold, by list. A source's own labels are mapped to these codes
in its source file; a label that is not mapped is refused, never guessed.

- **Parent**: the code is a part of it. A parent stands for its children and for a rest of its own, written `CODE*`
  in the arithmetic: inside the parent, but in none of its children.
- **Members**: a group code, for sources that do not tell its members apart. It has no rest of its own.
- The codes of [missing](#missing) hold in every dimension. A zero, an unknown and a question never asked are three
  codes.
- Ages are written in completed years: `Y14` one year, `Y13T15` both ends included, `Y_LT18` below, `Y_GE18` from."""


def codebook() -> str:
    """The page."""
    names = codelist.names()
    contents = ", ".join(f"[{name}](#{name})" for name in names)
    return page(
        "Codebook", "schemas/codelists/", parts=[_INTRO, f"Lists: {contents}.", *(_section(name) for name in names)]
    )


def _section(name: str) -> str:
    rows = codelist.rows(name)
    extra = [column for column in rows[0] if column not in _SHOWN]
    heads = ["code", "label", "definition", "part of", "source", *extra]
    lines = table(heads, ([*_cells(row), *(code(row[column]) for column in extra)] for row in rows))
    return f"## {name}\n\n{_kind(name)}\n\n{lines}"


_SHOWN = {"code", "label", "definition", "parent", "members", "source", "since", "version"}


def _kind(name: str) -> str:
    dimension = BY_NAME.get(name)
    newest = max(row["since"] for row in codelist.rows(name))
    if dimension:
        held = "A record may hold several of these codes" if dimension.is_multi else "A record holds one of these codes"
        return f"Dimension. {held}. Last change {newest}."
    return f"Last change {newest}."


def _cells(row: Row) -> list[str]:
    members = ", ".join(code(each) for each in row["members"].split("|") if each)
    part_of = code(row["parent"]) if row["parent"] else f"stands for {members}" if members else ""
    return [code(row["code"]), plain(row["label"]), plain(row["definition"]), part_of, plain(row["source"])]
