"""The command line `oscec rules`: what each command takes, and its help. What it does stands in `ruling`."""
# ruff: noqa: PLC0415 - each command imports what it needs when it is called

from datetime import datetime
from typing import Annotated

import typer

from interfaces.ending import plainly_said

app = typer.Typer(
    help="The rules that deliveries are judged by. A new rule starts in shadow: it is recorded and has no effect until"
    " it was replayed and two people have given it force.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(metavar="RULE", help="The id of the rule.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines; never cut.")]


@app.command(name="list")
@plainly_said
def list_rules(
    *,
    family: Annotated[str | None, typer.Option(help="Only rules of this family.")] = None,
    json: AsJson = False,
) -> int:
    """List the rules with family, severity and state; those promoted since are in force."""
    from interfaces import ruling

    return ruling.listing(family, as_json=json)


@app.command()
@plainly_said
def replay(
    rule: Annotated[
        str | None, typer.Argument(metavar="[RULE]", help="A rule; every rule in shadow if none is given.")
    ] = None,
    *,
    json: AsJson = False,
) -> int:
    """Say what a rule would have done to every edition kept. Changes nothing."""
    from interfaces import ruling

    return ruling.replay(rule, as_json=json)


@app.command()
@plainly_said
def promote(
    rule: Name,
    *,
    valid_from: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of its force; today if not given.")
    ] = None,
) -> int:
    """Give a rule in shadow force: the first person proposes it, another one approves it. Both are acts in the log."""
    from interfaces import ruling

    return ruling.promote(rule, valid_from.date() if valid_from else None)
