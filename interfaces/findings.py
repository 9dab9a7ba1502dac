"""`oscec findings`: what was refused, flagged or asked, as the current snapshot holds it; and what a finding means."""

from dataclasses import asdict, dataclass

import polars as pl

from interfaces import report, show, snapshot
from interfaces.ending import CLEAN, CommandError
from pipelines import catalogue
from pipelines.suggest import nearest
from schemas import finding


@dataclass(frozen=True)
class Wanted:
    """Which findings: of a source, of an edition, of one kind; None is every one."""

    source_id: str | None
    edition: str | None
    finding_id: str | None


def explain(finding_id: str, *, as_json: bool) -> int:
    """Print the catalogue entry of a finding."""
    kind = finding.catalogue()[known(finding_id)]
    if as_json:
        show.as_json(asdict(kind))
        return CLEAN
    show.say(kind.finding_id, "bold")
    meaning = {"blocks": "the row or file is refused", "warns": "it is taken in and flagged", "asks": "a question"}
    show.rows(
        ["", ""],
        [
            ("severity", f"{kind.severity}: {meaning[kind.severity]}"),
            ("about", kind.scope),
            ("message", kind.text),
            ("what to do", kind.remedy),
            ("who can", kind.who),
        ],
    )
    return CLEAN


def known(finding_id: str) -> str:
    """The id itself. Raises CommandError where the catalogue does not hold it."""
    ids = list(finding.catalogue())
    if finding_id not in ids:
        raise CommandError(f"no finding is called {finding_id!r}{nearest(finding_id, ids)}")
    return finding_id


def listing(wanted: Wanted, *, every: bool, as_json: bool) -> int:
    """Print findings of the current snapshot, those of refused deliveries included."""
    found = _read(wanted)
    if as_json:
        show.as_json(found.to_dicts())
        return CLEAN
    keys = ["source_id", "edition"]
    for (source_id, edition), each in found.group_by(keys, maintain_order=True):
        show.say(f"{source_id}, edition {edition or '-'}: {each.height:,} findings", "bold")
        report.show_findings(each, every=every)
    show.say(f"{found.height:,} findings in all." if found.height else "No findings.", "bold")
    show.note_model(found["source_id"].unique())
    return CLEAN


def _read(wanted: Wanted) -> pl.DataFrame:
    if wanted.source_id:
        catalogue.source(wanted.source_id)
    asked = {
        "source_id": wanted.source_id,
        "edition": wanted.edition,
        "finding_id": known(wanted.finding_id) if wanted.finding_id else None,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    where = " AND ".join(["true", *(f"{name} = ?" for name in given)])
    columns = ", ".join(finding.COLUMNS)
    with snapshot.opened() as connection:
        sql = f"SELECT {columns} FROM core.finding WHERE {where} ORDER BY source_id, edition, sheet, row, cell"  # noqa: S608 - our own names
        return pl.DataFrame(
            connection.execute(sql, list(given.values())).fetchall(), schema=finding.COLUMNS, orient="row"
        )
