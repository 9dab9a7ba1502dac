"""The command line `oscec audit correction`: one cell of an accepted edition is counted as something else."""
# ruff: noqa: PLC0415 - each command imports what it needs when it is called

from datetime import datetime
from typing import Annotated

import typer

from interfaces import show
from interfaces.ending import CLEAN, plainly_said

app = typer.Typer(
    help="Cells of accepted editions that are known to be wrong: who says so, what they hold, what they are counted as."
    " The bytes that were sent stay as they are.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Number = Annotated[int, typer.Argument(help="The number of the correction.", show_default=False)]
Reason = Annotated[str, typer.Option(help="Why, without names, in at most 300 signs.")]
_HEADS = (
    "correction", "source_id", "edition", "sheet", "cell", "before", "after", "reason", "author", "reviewer", "state",
    "is_made",
)  # fmt: skip


@app.command()
@plainly_said
def propose(
    *,
    source: Annotated[str, typer.Option(help="The source.")],
    edition: Annotated[str, typer.Option(help="The edition.")],
    sheet: Annotated[str, typer.Option(help="The sheet, as `oscec findings` names it.")],
    cell: Annotated[str, typer.Option(help="The address of the cell, such as F12.")],
    before: Annotated[str, typer.Option(help='What the cell holds: a short code; "" if it is blank.')],
    after: Annotated[str, typer.Option(help="What it should hold: a short code.")],
    reason: Reason,
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day it counts; no end if not given.")
    ] = None,
) -> int:
    """Propose that one cell be counted as something else. Somebody else has to approve it."""
    from pipelines.register import acts, corrections

    place = {"source_id": source, "edition": edition, "sheet": sheet, "cell": cell}
    last = expires.date() if expires else None
    act = acts.ProposeCorrection(**place, before=before, after=after, reason=reason, expires=last)
    number = corrections.propose(act)
    return _done(
        f"Correction {number} of {source} {edition} is proposed. It counts once somebody else has approved it."
    )


@app.command()
@plainly_said
def approve(number: Number) -> int:
    """Approve a correction that somebody else has proposed."""
    from pipelines.register import corrections

    corrections.approve(number)
    return _done(f"Correction {number} is approved: the next `oscec run` makes the edition anew with it.")


@app.command()
@plainly_said
def withdraw(number: Number, *, reason: Reason) -> int:
    """Say that a correction no longer counts."""
    from pipelines.register import corrections

    corrections.withdraw(number, reason)
    return _done(f"Correction {number} is withdrawn: the next `oscec run` makes the edition anew without it.")


@app.command(name="list")
@plainly_said
def listing(
    *, json: Annotated[bool, typer.Option("--json", help="Print JSON for machines; never cut.")] = False
) -> int:
    """List the corrections, with their state, and whether the edition as it is kept was made with them."""
    from pipelines.register import corrections

    found = corrections.listed()
    if json:
        show.as_json(found)
        return CLEAN
    show.rows(_HEADS, ([each[head] for head in _HEADS] for each in found))
    show.note_model(each["source_id"] for each in found)
    return CLEAN


def _done(text: str) -> int:
    show.say(text)
    show.note_model([text])
    return CLEAN
