"""`oscec scope`: which records are in scope of which definition, and the element that decides where they are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from interfaces import show, snapshot
from interfaces.ending import CLEAN, CommandError
from warehouse.comparability.scope import rules
from warehouse.comparability.scope_of_sources import Share, of_definition, of_records
from warehouse.comparability.verdict_profiles import declared_in

_READ = ("demand", "threat", "material", "victim_age")
_EDITIONS = """
    SELECT source_id, edition, period_start, period_end, source.level = 'INCIDENT' AS is_records
    FROM core.edition JOIN core.source AS source USING (source_id)
    WHERE is_current AND (len($1) = 0 OR list_contains($1, source_id)) AND source_id NOT IN (
        SELECT source_id FROM core.fact WHERE fact = 'counting_unit' AND value = 'PERSON'
    )
    ORDER BY ALL
"""
_RECORDED = """
    SELECT demand, threat, material, [victim_age] AS victim_age, count(*) FROM core.incident
    WHERE source_id = $1 AND edition = $2 GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class Judged:
    """One edition of a source with what each definition says of it."""

    source_id: str
    edition: str
    shares: list[Share]


def scope(sources: Sequence[str], *, as_json: bool) -> int:
    """Print every edition under every definition side by side."""
    with snapshot.opened() as connection:
        snapshot.check_sources(connection, sources)
        judged = _judged(connection, sources)
    if as_json:
        show.as_json([told for each in judged for told in _told(each)])
    else:
        _show(judged)
    return CLEAN


def _judged(connection: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> list[Judged]:
    editions = connection.sql(_EDITIONS, params=[list(sources)]).pl()
    if editions.is_empty():
        raise CommandError(f"Nothing of {', '.join(sources) or 'any source'} is in the warehouse to be judged.")
    declared = declared_in(editions.drop("edition", "is_records").unique(), connection.table("core.fact").pl())
    joined = editions.join(
        declared, on=["source_id", "period_start", "period_end"], nulls_equal=True, maintain_order="left"
    )
    return [_of_edition(connection, row) for row in joined.to_dicts()]


def _of_edition(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> Judged:
    source_id, edition = str(row["source_id"]), str(row["edition"])
    if not row["is_records"]:
        return Judged(source_id, edition, of_definition(row))
    found = connection.execute(_RECORDED, [source_id, edition]).fetchall()
    recorded = [(dict(zip(_READ, each[:-1], strict=True)), int(each[-1])) for each in found]
    return Judged(source_id, edition, of_records(row, recorded))


def _told(judged: Judged) -> Iterable[dict[str, object]]:
    for share in judged.shares:
        told = share.judgement
        yield {
            "source_id": judged.source_id, "edition": judged.edition, "definition": told.definition,
            "scope": told.scope, "records": share.records, "deciding": told.deciding, "reasons": told.reasons,
        }  # fmt: skip


def _show(judged: Sequence[Judged]) -> None:
    show.rows(
        ["source", "edition", "definition", "scope", "records", "decided by"],
        [row for each in judged for row in _rows(each)],
        numbers=["records"],
    )
    shares = [share for each in judged for share in each.shares]
    _show_asked({(share.judgement.definition, element) for share in shares for element in share.judgement.deciding})
    if any(share.records is None for share in shares):
        show.say(
            "Published figures are judged by the declared elements alone: the word is for each record behind them."
        )
    show.note_model(each.source_id for each in judged)


def _show_asked(deciding: set[tuple[str, str]]) -> None:
    """What the definitions ask of the elements that decided, in the order of the rules."""
    show.say("What each definition asks of the elements that decided:", "bold")
    for rule in rules():
        if (rule.definition, rule.element) in deciding:
            show.say(f"  {rule.definition}, {rule.element}: {rule.text} ({rule.citation})")


def _rows(judged: Judged) -> Iterable[tuple[object, ...]]:
    """One row a judgement; the source stands in the first row only, so that the eye finds it."""
    for at, share in enumerate(judged.shares):
        told = share.judgement
        head = (judged.source_id, judged.edition) if at == 0 else ("", "")
        is_first = at == 0 or judged.shares[at - 1].judgement.definition != told.definition
        records = "" if share.records is None else f"{share.records:,}"
        yield (*head, told.definition if is_first else "", told.scope, records, ", ".join(told.deciding))
