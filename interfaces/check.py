"""`oscec check`: what would come of one file. Stores nothing; imports neither DuckDB nor Dagster, to answer at once."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interfaces import report, returning, show
from interfaces.sent import delivered
from pipelines import catalogue
from pipelines.deliver import Outcome, deliver
from pipelines.home import log as log_folder
from schemas.source import Source

if TYPE_CHECKING:
    from interfaces.revising import Revision
    from pipelines.register.questions import Question


@dataclass(frozen=True)
class Printed:
    """How a check is printed."""

    every: bool
    as_json: bool


def check(path: Path, source_id: str, *, edition: str | None, returned: returning.Wanted, printed: Printed) -> int:
    """Check a file, print what came of it, and write what goes back to its sender. Stores nothing."""
    source = catalogue.source(source_id)
    content = delivered(path)
    outcome, answered = _told(content, path.name, source=source, edition=edition or latest(source))
    written = returning.give_back(path, content, outcome=outcome, source=source, wanted=returned)
    revision = _foreseen(outcome, source)
    said = returning.in_its_language(outcome, returned)
    if printed.as_json:
        told = report.as_told(said) | {"answered": [vars(each) for each in answered]}
        show.as_json(told | ({"revision": revision.told()} if revision else {}))
    else:
        report.show_outcome(said, every=printed.every)
        report.show_answered(answered)
        show.say(_verdict(outcome), "bold")
        if revision:
            revision.say()
        returning.say(written)
    return report.exit_code(outcome.findings)


def _told(content: bytes, file: str, *, source: Source, edition: str) -> "tuple[Outcome, list[Question]]":
    """What would come of the file by what counts for it; what its own past asks, and apart what was answered before."""
    if not log_folder().exists():  # nothing was ever promoted, waived, corrected or accepted
        return deliver(content, file, source=source, edition=edition), []
    from pipelines.register.questions import without_answered  # noqa: PLC0415 - the register takes long to import
    from pipelines.rules.around import with_questions  # noqa: PLC0415 - the same
    from pipelines.rules.counting import standing_of  # noqa: PLC0415 - the same

    outcome = deliver(content, file, source=source, edition=edition, standing=standing_of(source.source_id, edition))
    return without_answered(with_questions(outcome, source))


def latest(source: Source) -> str:
    """The declared edition whose period ends last; of several, the one declared last: revisions follow."""
    ends = [(each.period_end, at, each.edition) for at, each in enumerate(source.editions)]
    return max(ends)[2]


def _foreseen(outcome: Outcome, source: Source) -> "Revision | None":
    """What a revision would change; only a declared one needs the warehouse, and waits for it."""
    declared = source.edition_named(outcome.edition)
    if declared is None or declared.revises is None:
        return None
    from interfaces import revising  # noqa: PLC0415 - DuckDB, which every other check does without

    return revising.foresee(outcome, source)


def _verdict(outcome: Outcome) -> str:
    if not outcome.is_accepted:
        return "This file would be refused as a whole: mend the findings that block it."
    if outcome.rejected:
        return f"This file would be taken in without its {outcome.rejected:,} rejected rows."
    return "This file would be taken in as it is."
