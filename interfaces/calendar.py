"""The command `oscec calendar`: what it takes, and its help. What it does stands in `due`."""

from datetime import datetime
from typing import Annotated

import typer

from interfaces.ending import plainly


@plainly
def calendar(
    *,
    source: Annotated[str | None, typer.Option(help="Only deliveries of this source.")] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to look from; today if not given.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines; never cut.")] = False,
) -> int:
    """Say which deliveries are due, late, missing, or answered with nothing to report.

    Deadlines stand in calendar.csv beside the source file. Exit code 1 where a delivery is missing.
    """
    from interfaces import due  # noqa: PLC0415 - imported when it is called

    return due.calendar(source, on.date() if on else None, as_json=json)
