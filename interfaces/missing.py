"""`oscec sources --missing`: what each provider does not declare, and what of it would lift most of its verdicts."""

from interfaces import show, snapshot
from interfaces.ending import CLEAN
from warehouse.comparability.declarations import Advice, needs_of, smallest

_LACKING = """
    SELECT pair, fact, unnest(
        CASE whose WHEN 'ONE' THEN [source_a] WHEN 'OTHER' THEN [source_b] ELSE [source_a, source_b] END
    ) AS provider
    FROM (
        SELECT row_number() OVER (ORDER BY profile_a, profile_b) AS pair, source_a, source_b,
            unnest(differences, recursive := true)
        FROM mart.pair
        WHERE verdict = 'UNKNOWN'
    )
    WHERE level = 'UNKNOWN'
    ORDER BY ALL
"""
_SILENT = """
    SELECT source_id, list(DISTINCT fact ORDER BY fact) FROM core.fact WHERE value = 'UNKNOWN'
        AND source_id NOT IN (SELECT source_id FROM core.fact WHERE fact = 'counting_unit' AND value = 'PERSON')
    GROUP BY ALL ORDER BY source_id
"""


def missing(*, as_json: bool) -> int:
    """Print every provider with undeclared facts; only facts that some verdict waits for are advised."""
    with snapshot.opened() as connection:
        silent = {str(source): list(facts) for source, facts in connection.execute(_SILENT).fetchall()}
        lacking = connection.execute(_LACKING).fetchall()
    needs = needs_of([(pair, provider, fact) for pair, fact, provider in lacking])
    advice = {source: smallest(each) for source, each in needs.items()}
    if as_json:
        show.as_json(
            [_told(source, silent.get(source, []), advice=advice.get(source)) for source in sorted({*silent, *advice})]
        )
    else:
        _show(silent, advice)
    return CLEAN


def _told(source: str, facts: list[str], *, advice: Advice | None) -> dict[str, object]:
    told = {"source_id": source, "not_declared": facts}
    if advice is None:
        return told | {"verdicts_waiting": 0, "declare_first": [], "verdicts_freed": 0}
    return told | {
        "verdicts_waiting": advice.pairs, "declare_first": advice.declare, "verdicts_freed": advice.lifted
    }  # fmt: skip


def _show(silent: dict[str, list[str]], advice: dict[str, Advice]) -> None:
    show.rows(["source", "not declared"], [[source, ", ".join(facts)] for source, facts in silent.items()])
    show.say("The fewest declarations that free more than half of the verdicts waiting for this provider:", "bold")
    heads = ["source", "verdicts waiting", "declare first", "verdicts freed"]
    rows = [[source, each.pairs, ", ".join(each.declare), each.lifted] for source, each in sorted(advice.items())]
    show.rows(heads, rows, numbers=[heads[1], heads[3]])
    show.say("A verdict is freed on this side; where the other provider is silent too, it waits for that one still.")
    show.note_model([*silent, *advice])
