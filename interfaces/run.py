"""`oscec run`: take in everything that waits, and say in plain words what was taken in and what was refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

import polars as pl
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from interfaces import report, show
from interfaces.ending import BLOCKED, CLEAN
from pipelines import stage
from pipelines.orchestration import run as orchestration
from pipelines.orchestration.run import RunReport, Taken
from pipelines.register.approved import all_lacking, in_words

_STATES = {
    "NEW": "taken in",
    "REMADE": "made anew",
    "UNCHANGED": "as it was",
    "REFUSED": "REFUSED",
    "REFUSED_BEFORE": "refused before",
    "PROBLEM": "failed",
}
_NUMBERS = ("read", "accepted", "rejected", "excluded")
_REFUSED = ("REFUSED", "REFUSED_BEFORE")


def run(*, as_json: bool) -> int:
    """Run everything that waits and print what came of it."""
    with progress() as tell:
        done = orchestration.run(tell)
    if as_json:
        show.as_json(_told(done))
    else:
        _show(done)
    return CLEAN if done.is_clean else BLOCKED


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error where somebody watches, else a line a step."""
    console = show.console(to_stderr=True)
    if not console.is_terminal:
        yield lambda text, number, of: show.complain(f"{number} of {of}: {text}")
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda text, number, of: bar.update(task, description=show.clean(text), completed=number - 1, total=of)


def _show(done: RunReport) -> None:
    show.rows(["source", "edition", "file", "what", *_NUMBERS], map(_row, done.arrivals), numbers=_NUMBERS)
    for each in done.arrivals:
        _explain(each)
    show.note_model(each.source_id for each in done.arrivals)
    for told in in_words(all_lacking()):
        show.say(told, "bold red")
    show.say(_summary(done), "bold")


def _row(each: Taken) -> list[str]:
    counts = (each.rows_read, each.accepted, each.rejected, each.excluded)
    is_again = each.state == "UNCHANGED" and "edition-already-delivered" in each.findings
    state = "came before" if is_again else _STATES[each.state]
    return [each.source_id, each.edition, each.file, state, *(f"{count:,}" for count in counts)]


def _explain(each: Taken) -> None:
    """Why a file was refused, with the findings that block it; or why it could not even be tried."""
    if each.problem:
        show.say(f"{each.source_id} {each.edition}, {each.file}: {each.problem}", "bold red")
    if each.state in _REFUSED:
        show.say(f"{each.source_id} {each.edition}, {each.file}: refused, because of", "bold")
        found = stage.load_outcome(each.source_id, each.edition, refused=True).findings
        report.show_findings(found.filter(pl.col("severity") == "blocks"), every=False)


def _summary(done: RunReport) -> str:
    new = [each for each in done.arrivals if each.state in {"NEW", "REMADE"}]
    refused = sum(each.state in _REFUSED for each in done.arrivals)
    failed = sum(each.state == "PROBLEM" for each in done.arrivals)
    accepted, rejected = sum(each.accepted for each in new), sum(each.rejected for each in new)
    lines = [
        f"{len(new)} files taken in, {refused} refused, {failed} failed, in {done.seconds:.0f} seconds.",
        f"Of the new files' rows {accepted:,} were accepted and {rejected:,} rejected.",
    ]
    if done.problem:
        lines.append(f"The warehouse could not be built: {done.problem}")
    if done.snapshot:
        lines.append(f"The warehouse {'is now' if done.is_new_snapshot else 'is as it was:'} {done.snapshot.name}.")
    program = show.program()
    lines.append(f'Next: {program} query "FROM mart.coverage" asks the warehouse; {program} findings says what was')
    lines.append("rejected or flagged, by cell, with the remedy.")
    return "\n".join(lines)


def _told(done: RunReport) -> dict[str, object]:
    snapshot = done.snapshot.name if done.snapshot else None
    unapproved = in_words(all_lacking())
    return {**asdict(done), "snapshot": snapshot, "is_clean": done.is_clean, "unapproved": unapproved}
