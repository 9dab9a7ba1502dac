"""The command line `oscec release`: what each command takes, and its help. What it does stands in `releasing`."""
# ruff: noqa: PLC0415 - each command imports what it needs when it is called

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from interfaces.ending import CommandError, plainly

app = typer.Typer(
    help="Releases: what leaves the house. With --tier, prepare the next one; two others approve it, then it is"
    " published. Acts are done in the name of OSCEC_ACTOR, else of your account."
    " Exit codes: 0 all right, 1 something is wrong, 2 cannot be done.",
    rich_markup_mode=None,
)

TierName = Annotated[Literal["public", "restricted"], typer.Option(help="The tier: who may read it.")]
Name = Annotated[str, typer.Argument(help="The release, such as public-0001.", show_default=False)]
Folder = Annotated[Path, typer.Argument(help="The folder of a release.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines; never cut.")]
TableName = Annotated[str, typer.Option("--table", help="The table, such as motivation or core.source.")]
Where = Annotated[list[str] | None, typer.Option("--where", help="COLUMN=VALUE to choose rows; may be given again.")]


@app.callback(invoke_without_command=True)
def release(
    context: typer.Context,
    *,
    tier: Annotated[
        Literal["public", "restricted"] | None, typer.Option(help="Prepare the next release of this tier.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write a copy below this folder; nothing leaves, nothing is logged.")
    ] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it carries; today if not given.")
    ] = None,
) -> None:
    """Prepare the next release of a tier, or write a copy of what it would be."""
    if context.invoked_subcommand is None:
        _prepare(tier, on, out=out)


@plainly
def _prepare(tier: Literal["public", "restricted"] | None, on: datetime | None, *, out: Path | None) -> int:
    if tier is None:
        raise CommandError("Which tier? `oscec release --tier public` or `--tier restricted`; --help shows more.")
    from interfaces import releasing

    return releasing.prepare(tier, on.date() if on else None, out=out)


@app.command()
@plainly
def approve(name: Name) -> int:
    """Approve a release that lies ready. Who prepared it cannot; two others have to."""
    from interfaces import releasing

    return releasing.approve(name)


@app.command()
@plainly
def publish(name: Name) -> int:
    """Publish a release that two others approved: from then on it is the current one of its tier."""
    from interfaces import releasing

    return releasing.publish(name)


@app.command()
@plainly
def verify(
    folder: Folder,
    *,
    key: Annotated[str | None, typer.Option(help="The public key it must be signed with.")] = None,
    json: AsJson = False,
) -> int:
    """Check a release from its folder alone: hashes, signature, all formats value by value, the SDMX structure.

    Without --key the signature is checked with the key the folder names: that shows changes, not who signed.
    """
    from interfaces import releasing

    return releasing.verify(folder, key, as_json=json)


@app.command()
@plainly
def rebuild(
    folder: Folder,
    *,
    out: Annotated[Path, typer.Option(help="Where to make it anew.", show_default=False)],
    originals: Annotated[
        Path | None, typer.Option(help="A folder with the original files; nothing else of the house is used.")
    ] = None,
) -> int:
    """Make a release anew from its manifest, and name every file that is not the same.

    From what stands here; with --originals in an empty house of its own, from the files that the release names by hash.
    """
    from interfaces import releasing

    return releasing.rebuild(folder, out, originals)


@app.command(name="list")
@plainly
def list_releases(*, json: AsJson = False) -> int:
    """List the releases that left or wait for approval."""
    from interfaces import releasing

    return releasing.listing(as_json=json)


@app.command()
@plainly
def show(name: Name, *, json: AsJson = False) -> int:
    """Show a release: its day, tables, files, hash, and what changed since the one before."""
    from interfaces import releasing

    return releasing.show_release(name, as_json=json)


@app.command()
@plainly
def asof(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The day.", show_default=False)],
    *,
    table: TableName,
    tier: TierName = "public",
    where: Where = None,
    json: AsJson = False,
) -> int:
    """Show a table as the release had it that was current on a day."""
    from interfaces import vintages

    return vintages.asof(tier, day.date(), asked=vintages.Asked(table, tuple(where or [])), as_json=json)


@app.command()
@plainly
def triangle(*, table: TableName, tier: TierName = "public", where: Where = None, json: AsJson = False) -> int:
    """Show how the values of cells were revised: a row a cell, a column a release."""
    from interfaces import vintages

    return vintages.triangle(tier, vintages.Asked(table, tuple(where or [])), as_json=json)
