"""`docs/sources.md`: every source, what it declares, what it does not, and what of its files is left out."""

from collections.abc import Iterator

from docs.generate.markdown import INVENTED, code, page, plain, table
from pipelines import catalogue
from schemas.counting import UNKNOWN, Fact
from schemas.layout import FiguresTable, RecordsTable
from schemas.source import ALL_DIMENSIONS, Break, Edition, Source

_INTRO = """One section a source file, `sources/<cc>/<source_id>/<source_id>.yml`. A fact that is UNKNOWN is one the
publisher does not state: it is never assumed, and a comparison that needs it has no verdict."""


def sources() -> str:
    """The page."""
    every = catalogue.sources()
    contents = table(["source", "publisher", "a row is", "data"], map(_line, every))
    real = [_section(each) for each in every if not each.is_model]
    model = [_section(each) for each in every if each.is_model]
    note = f"{INVENTED} Names of authorities, numbers and laws below are made up."
    parts = [_INTRO, contents, "## Published", *real, "## Invented (model countries)", note, *model]
    return page("Sources", "sources/", parts=parts)


def _line(source: Source) -> list[str]:
    return [f"[{source.source_id}](#{source.source_id})", plain(source.publisher), _level(source), _data(source)]


def _level(source: Source) -> str:
    return "a record" if source.is_incident_level else "a published figure"


def _data(source: Source) -> str:
    return "invented" if source.is_model else "published"


def _section(source: Source) -> str:
    mark = " (invented)" if source.is_model else ""
    return "\n\n".join([f"### {source.source_id}", f"**{plain(source.title)}**{mark}", *_parts(source)])


def _parts(source: Source) -> Iterator[str]:
    documents = "; ".join(f"{code(key)} {plain(text)}" for key, text in source.documents.items())
    places = f"country {code(source.country)}; figures about {code(source.geo_code)}; language {code(source.language)}"
    about = [f"Publisher: {plain(source.publisher)}; {places}", f"A row is {_level(source)}; period: {source.period}"]
    yield "\n".join(f"- {line}" for line in [*about, f"Documents: {documents}"])
    yield table(["edition", "from", "to", "revises", "ships as"], map(_edition, source.editions))
    stated = source.counting.stated()
    known = [(name, fact) for name, facts in stated.items() for fact in facts if fact.value != UNKNOWN]
    unknown = [name for name, facts in stated.items() if any(fact.value == UNKNOWN for fact in facts)]
    yield table(["declared fact", "value", "holds", "said in"], (_fact(*each) for each in known))
    yield f"Not declared (UNKNOWN): {_listed(unknown)}."
    if source.is_incident_level:
        yield f"The national system has no field for: {_listed(source.not_recorded)}."
    yield _left_out(source)
    yield _breaks(source)


def _edition(each: Edition) -> list[str]:
    start = each.period_start.isoformat() if each.period_start else "not stated"
    return [code(each.edition), start, each.period_end.isoformat(), code(each.revises), code(each.shipped)]


def _fact(name: str, fact: Fact) -> list[str]:
    ends = [day.isoformat() if day else "" for day in (fact.valid_from, fact.valid_to)]
    holds = f"{ends[0]} to {ends[1]}".strip() if any(ends) else "always"
    return [code(name), code(fact.value), holds, plain(fact.cite)]


def _listed(names: list[str]) -> str:
    return ", ".join(code(name) for name in names) or "nothing"


def _left_out(source: Source) -> str:
    """Columns, rows and sheets that are left out, each with its reason."""
    rows = [["sheet", code(name), plain(reason)] for name, reason in source.unused_sheets.items()]
    for each in source.tables:
        rows += [*_unused(each), *_excluded_rows(each), *_excluded_labels(each)]
    meanings = (item for labels in source.lookups.values() for item in labels.items())
    rows += [["label", code(label), plain(meaning.exclude)] for label, meaning in meanings if meaning.exclude]
    distinct = list(dict.fromkeys(tuple(row) for row in rows))
    return f"Left out by name:\n\n{table(['what', 'name', 'reason'], distinct)}" if rows else "Nothing is left out."


def _unused(each: RecordsTable | FiguresTable) -> list[list[str]]:
    unused = (item for part in each.parts for item in part.unused_columns.items())
    return [["column", code(name), plain(reason)] for name, reason in unused]


def _excluded_rows(each: RecordsTable | FiguresTable) -> list[list[str]]:
    rules = [*each.exclude_rows, *(each.totals if isinstance(each, RecordsTable) else [])]
    return [["rows", code(rule.rule), plain(rule.reason)] for rule in rules]


def _excluded_labels(each: RecordsTable | FiguresTable) -> list[list[str]]:
    if isinstance(each, RecordsTable):
        return []
    return [
        ["cells", code(label), plain(said.exclude)]
        for texts in each.labels.values()
        for label, said in texts.items()
        if said.exclude
    ]


def _breaks(source: Source) -> str:
    if not source.breaks:
        return "No dated break is declared."
    said = (f"{each.at.isoformat()} {code(each.cause)}{_changed(each)}: {plain(each.note)}" for each in source.breaks)
    return f"Breaks: {'; '.join(said)}."


def _changed(each: Break) -> str:
    return "" if each.dimension == ALL_DIMENSIONS else f" of {code(each.dimension)}"
