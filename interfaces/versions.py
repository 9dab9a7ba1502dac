"""The command line `oscec versions`: what each command takes, and its help. What it does stands in `versioning`."""
# ruff: noqa: PLC0415 - each command imports what it needs when it is called

from typing import Annotated, Literal

import typer

from interfaces.ending import plainly

app = typer.Typer(
    help="Versions of mappings (source files) and codelists: which are kept, and what another one would change.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Kind = Annotated[Literal["mapping", "codelist"], typer.Argument(help="What it is a version of.", show_default=False)]
Name = Annotated[str, typer.Argument(help="A source for a mapping, or a codelist.", show_default=False)]


@app.command(name="list")
@plainly
def listing(
    kind: Kind, name: Name, *, json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False
) -> int:
    """List the versions that are kept, with their validity, who agreed to them, and the snapshots made with them."""
    from interfaces import versioning as command

    return command.listing(kind, name, as_json=json)


@app.command()
@plainly
def diff(
    kind: Kind,
    name: Name,
    old: Annotated[
        str | None, typer.Argument(help="The first signs of its hash, or a file.", show_default=False)
    ] = None,
    new: Annotated[
        str | None, typer.Argument(help="The same; what is used now if not given.", show_default=False)
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="List every cell.")] = False,
    form: Annotated[Literal["table", "json", "csv"], typer.Option("--format", help="How to print it.")] = "table",
) -> int:
    """Say which cells of the current snapshot another version would change, and by how much. Stores nothing.

    OLD is the version of the current snapshot if not given. A draft can be tried as a file before it is put in place.
    """
    from interfaces import versioning as command

    return command.diff((kind, name), (old, new), every=every, form=form)
