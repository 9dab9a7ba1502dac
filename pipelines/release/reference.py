"""Reference metadata of each source under the headings of SIMS 2.0, from what the source declares and nothing else."""

from collections.abc import Iterator, Sequence

from pipelines.release.content import INVENTED_NOTICE, Release
from pipelines.release.text import as_json, as_markdown, in_table
from schemas import codelist
from schemas.calendar import Due
from schemas.counting import OVERLAP, UNKNOWN, Fact, codelist_of
from schemas.source import Source

JSON_PATH = "reference-metadata.json"
SILENT = "The publisher does not say"
_CONCEPTS = {  # where SIMS has a fact
    "counting_unit": ("S.3.5", "Statistical unit"),
    "counted_object": ("S.3.5", "Statistical unit"),
    "population_age": ("S.3.6", "Statistical population"),
    "universe": ("S.3.6", "Statistical population"),
    "unit_mandate": ("S.6.1", "Institutional mandate: legal acts and other agreements"),
    "geographic_role": ("S.3.7", "Reference area"),
    "window": ("S.5", "Reference period"),
    "reference_date_type": ("S.5", "Reference period"),
    "suppression": ("S.7.2", "Confidentiality: data treatment"),
    "revision_state": ("S.17.2", "Data revision: practice"),
    "recording_stage": ("S.18.1", "Source data"),
}
_DEFINITIONS = ("S.3.4", "Statistical concepts and definitions")
_COHERENCE = ("S.15.3", "Coherence: cross domain")
Row = tuple[str, str, str]


def page_of(source_id: str) -> str:
    """Where the page of a source lies in the folder."""
    return f"sources/{source_id}.md"


def written(release: Release) -> dict[str, bytes]:
    """The JSON document of all sources, and a page for each."""
    told = {each.source_id: rows(each, release.dues.get(each.source_id, ())) for each in release.sources}
    document = {each.source_id: _document(each, told[each.source_id]) for each in release.sources}
    pages = {page_of(each.source_id): _page(each, told[each.source_id]) for each in release.sources}
    return {JSON_PATH: as_json(document), **pages}


def rows(source: Source, dues: Sequence[Due] = ()) -> list[Row]:
    """Concept of SIMS, its name, what the source says; in order of the concepts."""
    found = [*_plain(source), *_facts(source), *_breaks(source), *_dues(dues)]
    return sorted(found, key=lambda row: [int(part) for part in row[0].removeprefix("S.").split(".")])


def _plain(source: Source) -> Iterator[Row]:
    yield "S.1.1", "Contact organisation", source.publisher
    yield "S.3.1", "Data description", source.title
    if source.is_model:
        yield "S.19", "Comment", INVENTED_NOTICE
    if source.not_recorded:
        yield "S.12.3", "Completeness", f"There is no field for: {', '.join(source.not_recorded)}"
    yield "S.3.7", "Reference area", source.geo_code
    for edition in source.editions:
        since = edition.period_start or "not stated"
        yield "S.3.8", "Coverage: time", f"edition {edition.edition}: {since} to {edition.period_end}"
    yield "S.9", "Frequency of dissemination", source.period
    for key, citation in source.documents.items():
        yield "S.10.6", "Documentation on methodology", f"{key}: {citation}"


def _facts(source: Source) -> Iterator[Row]:
    for name, facts in source.counting.stated().items():
        concept, heading = _CONCEPTS.get(name, _COHERENCE if name.startswith(OVERLAP) else _DEFINITIONS)
        for fact in facts:
            yield concept, heading, f"{name.replace('_', ' ')}: {_said(name, fact)}"


def _said(name: str, fact: Fact) -> str:
    if fact.value == UNKNOWN:
        return SILENT
    listed = codelist_of(name)
    labels = {row["code"]: row["label"] for row in codelist.rows(listed)} if listed else {}
    holds = f" (from {fact.valid_from or 'the beginning'} to {fact.valid_to or 'now'})"
    dated = holds if fact.valid_from or fact.valid_to else ""
    return f"{labels.get(fact.value, fact.value)}{dated}{f' [{fact.cite}]' if fact.cite else ''}"


def _breaks(source: Source) -> Iterator[Row]:
    for each in source.breaks:
        yield "S.15.2", "Comparability over time", f"break at {each.at}, {each.cause.lower()}: {each.note}"


def _dues(dues: Sequence[Due]) -> Iterator[Row]:
    """Deadlines, and what the provider answered; when something came is no fact of the source."""
    for each in dues:
        yield "S.14.2", "Punctuality", f"edition {each.edition} is due on {each.due}"
        if each.answer:
            yield "S.12.3", "Completeness", f"edition {each.edition}: nil return of {each.answered_on}"


def _document(source: Source, told: list[Row]) -> dict[str, object]:
    concepts = [dict(zip(("concept", "name", "text"), row, strict=True)) for row in told]
    return {"title": source.title, "is_invented": source.is_model, "metadata": concepts}


def _page(source: Source, told: list[Row]) -> bytes:
    table = in_table(["SIMS 2.0", "concept", "what the source declares"], [list(row) for row in told])
    warning = [f"**{INVENTED_NOTICE}**"] if source.is_model else []
    return as_markdown(f"{source.source_id}: {source.title}", [*warning, table])
