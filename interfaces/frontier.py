"""`oscec frontier`: which sources of the current warehouse together allow how many common bands of a dimension."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import duckdb

from interfaces import show, snapshot
from interfaces.ending import CLEAN, CommandError
from schemas.dimension import BY_NAME
from warehouse.comparability.frontier import Step, by_sex, names
from warehouse.comparability.frontier import frontier as steps_of
from warehouse.comparability.partition import edges_of

_SHOWN = 10
_USES = "SELECT DISTINCT source_id, sex, code FROM core.code_in_use WHERE dimension = $1 ORDER BY ALL"
Uses = list[tuple[str, str | None, str]]
Told = list[tuple[str | None, list[Step]]]


def frontier(dimension: str, sources: Sequence[str], *, as_json: bool) -> int:
    """Print every step of the frontier, for each sex apart where bands differ by sex."""
    if dimension not in BY_NAME:
        raise CommandError(f"There is no dimension {dimension}. There are: {', '.join(BY_NAME)}.")
    with snapshot.opened() as connection:
        uses = _uses(connection, dimension, sources=sources)
    try:
        told = [(sex, steps_of(dimension, codes)) for sex, codes in by_sex(uses).items()]
    except ValueError as error:
        raise CommandError(f"{error}.") from error
    if as_json:
        show.as_json({"dimension": dimension, "frontier": [_plain(dimension, sex, steps=steps) for sex, steps in told]})
    else:
        _show(dimension, told)
    return CLEAN


def _uses(connection: duckdb.DuckDBPyConnection, dimension: str, *, sources: Sequence[str]) -> Uses:
    """The codes each source uses; all sources that use any where none is named."""
    found: Uses = connection.execute(_USES, [dimension]).fetchall()
    snapshot.check_sources(connection, sources)
    recorded = _recorded(dimension, found)
    if not recorded:
        raise CommandError(f"No source of the warehouse records {dimension}: there are no codes of it to compare.")
    if silent := [each for each in sources if each not in recorded]:
        raise CommandError(
            f"{dimension} is not recorded by {', '.join(silent)}. It is by: {', '.join(sorted(recorded))}."
        )
    return [use for use in found if use[0] in (sources or recorded)]


def _recorded(dimension: str, uses: Uses) -> set[str]:
    """The sources with a code that says something."""
    codes: dict[str, set[str]] = {}
    for source, _, code in uses:
        codes.setdefault(source, set()).add(code)
    return {source for source, used in codes.items() if edges_of(dimension, used)}


def _show(dimension: str, told: Told) -> None:
    for sex, steps in told:
        if sex:
            show.say(f"\nSex {sex}: the bands of some sources differ by sex.")
        show.rows(
            ["bands at least", "sources", "which", "common bands"],
            _rows(dimension, steps),
            numbers=["bands at least", "sources"],
        )
        hidden = sum(max(0, len(step.choices) - _SHOWN) for step in steps)
        if hidden:
            show.say(
                f"{hidden} more sets of sources are not shown: at most {_SHOWN} for each number; --json gives all."
            )
    show.note_model(
        source for _, steps in told for step in steps for choice in step.choices for source in choice.sources
    )


def _rows(dimension: str, steps: Iterable[Step]) -> list[tuple[object, ...]]:
    """One block for each run of steps with the same sets of sources."""
    runs = [list(run) for _, run in groupby(steps, key=lambda step: step.choices)]
    return [
        (
            (str(run[0].bands) if len(run) == 1 else f"{run[0].bands} to {run[-1].bands}") if at == 0 else "",
            len(choice.sources),
            ", ".join(choice.sources),
            ", ".join(names(dimension, choice.partition)),
        )
        for run in runs
        for at, choice in enumerate(run[0].choices[:_SHOWN])
    ]


def _plain(dimension: str, sex: str | None, *, steps: Iterable[Step]) -> Mapping[str, object]:
    return {
        "sex": sex,
        "steps": [
            {
                "bands_at_least": step.bands,
                "sets": [
                    {"sources": choice.sources, "bands": names(dimension, choice.partition)} for choice in step.choices
                ],
            }
            for step in steps
        ],
    }
