"""Commands that ask what may be compared: what each takes, and its help. What it does has a module of its name."""
# ruff: noqa: PLC0415 - each command imports what it needs when it is called

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from interfaces.ending import plainly
from interfaces.options import AsJson, Form


class View(StrEnum):
    """Which categories a comparison shows."""

    STRICT = "strict"
    BOUNDED = "bounded"


@plainly
def compare(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="The sources.", show_default=False)],
    *,
    dimension: Annotated[str, typer.Option(help="The dimension, such as motivation or victim_age.")],
    period: Annotated[
        str | None, typer.Option(help="One period as in mart.cell; without it, all periods together.")
    ] = None,
    view: Annotated[View, typer.Option(help="strict: exact shared categories; bounded: finer ones.")] = View.STRICT,
    form: Annotated[Form, typer.Option("--format", help="How to print it.")] = Form.TABLE,
    plot: Annotated[Path | None, typer.Option(help="Draw the bounds into this SVG file as well.")] = None,
) -> int:
    """Put sources on the categories they share, with bounds, and say how far they may be compared.

    Reasons and repairs stand below the matrix of verdicts.
    """
    from interfaces import compare as command

    question = command.Question(sources, dimension, period, view.value)
    return command.compare(question, form.value, picture=plot)


@plainly
def frontier(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]…", help="The sources; all that record it if none is given.")
    ] = None,
    *,
    dimension: Annotated[str, typer.Option(help="The dimension, such as victim_age.")],
    json: AsJson = False,
) -> int:
    """Say which sources together allow how many common bands.

    For one common band, two, and so on: every set of sources to which no other can be added, and the bands.
    """
    from interfaces import frontier as command

    return command.frontier(dimension, sources or [], as_json=json)


@plainly
def scope(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]…", help="The sources; all if none is given.")
    ] = None,
    *,
    json: AsJson = False,
) -> int:
    """Say which records are in scope of which definition of the offence.

    IN, OUT or UNDETERMINED, with the elements that decide, from what each source declares and its records hold.
    """
    from interfaces import scope as command

    return command.scope(sources or [], as_json=json)


@plainly
def possible(
    *,
    n: Annotated[str, typer.Option("--n", help="How many records: 1428, 87,95 or 1-140.")],
    shares: Annotated[str, typer.Option(help="Printed shares in per cent, such as 78,5,46.56.")] = "",
    counts: Annotated[str, typer.Option(help="Printed counts, such as 55,14,9.")] = "",
    several: Annotated[str | None, typer.Option(help="Share of records that stand in two categories.")] = None,
    exclusive: Annotated[bool, typer.Option("--exclusive", help="Claim: no record in two categories.")] = False,
    exhaustive: Annotated[bool, typer.Option("--exhaustive", help="Claim: no record in none.")] = False,
    nested: Annotated[bool, typer.Option("--nested", help="Claim: each is part of the one before it.")] = False,
    json: AsJson = False,
) -> int:
    """Say whether a published table is possible under rounding, read in which way, and of how many records.

    With a claim, exit code 1 where it cannot hold for any of the numbers of records.
    """
    from interfaces import possible as command

    claimed = {"exclusive": exclusive, "exhaustive": exhaustive, "nested": nested}
    claims = tuple(name for name, is_claimed in claimed.items() if is_claimed)
    return command.possible(command.Asked(shares, counts, n, several, claims), as_json=json)
