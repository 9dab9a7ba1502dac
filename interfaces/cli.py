"""The command line `oscec`: what each command takes, and its help. What it does stands in the module of its name."""
# ruff: noqa: PLC0415 - each command imports what it needs when it is called: Dagster alone costs two seconds

import importlib.metadata
from pathlib import Path
from typing import Annotated

import typer

from interfaces.audit import app as audit
from interfaces.calendar import calendar
from interfaces.comparing import compare, frontier, possible, scope
from interfaces.ending import CommandError, plainly
from interfaces.options import AsJson, Form
from interfaces.release import app as release
from interfaces.rules import app as rules
from interfaces.versions import app as versions
from pipelines import readers

app = typer.Typer(
    name="oscec",
    help="National case statistics on online sexual coercion and extortion of children, made comparable."
    " Exit codes: 0 clean, 1 findings that block, 2 cannot read.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(audit, name="audit")
app.add_typer(release, name="release")
app.add_typer(rules, name="rules")
app.add_typer(versions, name="versions")

File = Annotated[Path, typer.Argument(help="The file to read.", show_default=False)]
SourceId = Annotated[str, typer.Option("--source", help="The source it comes from; `oscec sources` lists them.")]
Every = Annotated[bool, typer.Option("--all", help="List every finding, not only the kinds.")]
Out = Annotated[
    Path | None, typer.Option(help="A folder for what goes back to the sender: the annotated workbook, a page, JSON.")
]
Language = Annotated[
    str | None,
    typer.Option(
        help="The language of the findings, such as de. If not given, that of the source in what goes back, and English"
        " on the screen."
    ),
]


def _version(is_asked: bool) -> None:  # noqa: FBT001 - called by typer with the value of the option
    if is_asked:
        typer.echo(f"oscec {importlib.metadata.version('oscec')}")
        raise typer.Exit


@app.callback()
def start(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that belong to no command."""


@app.command()
@plainly
def run(*, json: AsJson = False) -> int:
    """Take everything in and build the warehouse.

    Takes in every edition that ships or lies in the inbox, and says what was refused and why.
    """
    from interfaces import run as command

    return command.run(as_json=json)


@app.command()
@plainly
def check(
    file: File,
    *,
    source: SourceId,
    edition: Annotated[
        str | None, typer.Option(help="The edition it is; the latest declared one if not given.")
    ] = None,
    out: Out = None,
    language: Language = None,
    every: Every = False,
    json: AsJson = False,
) -> int:
    """Say what would come of a file. Stores nothing.

    Counts its rows and names every cell that has to be mended, and how. With --out, the sender's own workbook comes
    back with these findings as notes, beside a page and JSON; mended, it can be sent as it is.
    """
    readers.ahead(file)
    from interfaces import check as command
    from interfaces.returning import Wanted

    return command.check(
        file, source, edition=edition, returned=Wanted(out, language), printed=command.Printed(every, json)
    )


@app.command()
@plainly
def inspect(
    file: File,
    *,
    sent_by: Annotated[str | None, typer.Option(help="The country it was announced for, such as DE.")] = None,
    period: Annotated[str | None, typer.Option(help="The period, such as 2025-01-01/2025-12-31.")] = None,
    before: Annotated[Path | None, typer.Option(help="The file it is to replace.")] = None,
    json: AsJson = False,
) -> int:
    """Say what a file holds, or precisely why it is refused. Stores nothing, needs no source.

    What was announced of it is compared with what it holds: a file of another country or period is refused, and one
    with far fewer rows than the file before is flagged.
    """
    readers.ahead(file)
    from interfaces import inspecting as command
    from interfaces.expecting import announced

    return command.inspect(file, announced(sent_by, period, before=before), as_json=json)


@app.command()
@plainly
def preview(file: File) -> int:
    """Show what is seen in a file: sheets, size, header, first values, oddities. Stores nothing."""
    readers.ahead(file)
    from interfaces import inspecting as command

    return command.inspect(file, as_json=False)


@app.command()
@plainly
def submit(
    file: File,
    *,
    source: SourceId,
    edition: Annotated[str, typer.Option(help="The edition it is.")],
    out: Out = None,
    language: Language = None,
    json: AsJson = False,
) -> int:
    """Take a file in and build the warehouse anew.

    A file with findings that block it as a whole changes nothing.
    """
    readers.ahead(file)
    from interfaces import submit as command
    from interfaces.returning import Wanted

    return command.submit(file, source, edition=edition, returned=Wanted(out, language), as_json=json)


@app.command()
@plainly
def template(
    *,
    source: SourceId,
    out: Annotated[Path, typer.Option(help="The workbook to write.", show_default=False)],
    edition: Annotated[str | None, typer.Option(help="The edition; the latest declared one if not given.")] = None,
) -> int:
    """Write a workbook for one provider to fill in.

    Their own columns, their own codes to choose from, and its version: a stale one is told as such.
    """
    from interfaces import blank

    return blank.template(source, edition, out=out)


@app.command()
@plainly
def sources(
    *,
    check: Annotated[bool, typer.Option("--check", help="Print every error of every source file.")] = False,
    missing: Annotated[bool, typer.Option("--missing", help="Print what each provider does not declare.")] = False,
    json: AsJson = False,
) -> int:
    """List the sources and what was received of them.

    Sources whose numbers are invented say so. With --check, every error of every source file is listed; with --missing,
    what each provider would have to declare, and the fewest declarations that free most of its verdicts.
    """
    if missing:
        from interfaces import missing as lacking

        return lacking.missing(as_json=json)
    from interfaces import sources as command

    return command.check(as_json=json) if check else command.listing(as_json=json)


@app.command()
@plainly
def query(
    sql: Annotated[str, typer.Argument(help='SQL, for example "FROM mart.coverage".', show_default=False)],
    *,
    release: Annotated[
        Path | None, typer.Option(help="The folder of a release to ask; the current warehouse if not given.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    rows: Annotated[int, typer.Option(min=0, help="How many rows the table shows at most.")] = 50,
) -> int:
    """Ask the current warehouse, or a release, in SQL.

    It can only be read: no statement can change it or reach a file, and time, memory and rows have limits. An answer
    that is cut says so in every form.
    """
    from interfaces import query as command

    if json and csv:
        raise CommandError("--json and --csv exclude each other.")
    return command.query(sql, release, form="json" if json else "csv" if csv else "text", limit=rows)


@app.command()
@plainly
def findings(
    *,
    source: Annotated[str | None, typer.Option(help="Only findings of this source.")] = None,
    edition: Annotated[str | None, typer.Option(help="Only findings of this edition.")] = None,
    finding: Annotated[str | None, typer.Option("--id", help="Only findings of this kind.")] = None,
    explain: Annotated[str | None, typer.Option(help="Say what a finding means and what to do, by its id.")] = None,
    every: Every = False,
    json: AsJson = False,
) -> int:
    """List what was refused, flagged or asked.

    From the current warehouse, refused files included. With --explain, what a finding means and what to do.
    """
    from interfaces import findings as command

    if explain:
        return command.explain(explain, as_json=json)
    return command.listing(command.Wanted(source, edition, finding), every=every, as_json=json)


@app.command()
@plainly
def new_source(
    country: Annotated[str, typer.Argument(metavar="CC", help="Two letters, ISO 3166-1.", show_default=False)],
    publisher: Annotated[str, typer.Argument(help="Short name of who publishes.", show_default=False)],
    series: Annotated[str, typer.Argument(help="Short name of the series.", show_default=False)],
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Further files after --from.", show_default=False)
    ] = None,
    *,
    sample: Annotated[
        list[Path] | None,
        typer.Option("--from", help="A file of the series, to suggest layout, columns and codes; more may follow."),
    ] = None,
) -> int:
    """Draft the folder of a new source.

    Its comments say what to fill in, and suggestions wait for approval; `oscec sources --check` tells what is left.
    """
    from interfaces import scaffold

    return scaffold.new_source((country, publisher, series), [*(sample or []), *(more or [])])


@app.command()
@plainly
def explain(
    table: Annotated[str, typer.Argument(metavar="MART", help="The mart, such as mart.cell.", show_default=False)],
    said: Annotated[
        list[str],
        typer.Argument(metavar="COLUMN=TEXT...", help="Which row: as many columns as tell it, or a cell_key."),
    ],
    *,
    every: Annotated[bool, typer.Option("--all", help="List every cell and every rule.")] = False,
    form: Annotated[Form, typer.Option("--format", help="How to print it; json and csv hold every cell.")] = Form.TABLE,
) -> int:
    """Say what is behind one figure: the cells of files, the mappings, rules, waivers and people, and the arithmetic.

    For example: oscec explain mart.cell source_id=gb_nca_akeu dimension=motivation code=FINANCIAL
    """
    from interfaces import explain as command

    return command.explain(table, said, every=every, form=form.value)


@app.command()
@plainly
def verify(
    release: Annotated[
        str | None,
        typer.Argument(
            help="A release or snapshot: name or folder; the current snapshot if none is given.", show_default=False
        ),
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="List every cell, not only the first of each.")] = False,
    form: Annotated[Form, typer.Option("--format", help="How to print it; json and csv hold every cell.")] = Form.TABLE,
) -> int:
    """Make a snapshot or release anew from the raw bytes and compare every cell.

    With the program, mappings, codelists and rules of then, kept under their hashes. Names what is missing or changed,
    and exactly the cells that hang on it. Exit code 1 where anything is not as it was.
    """
    from interfaces import verify as command

    return command.verify(release, every=every, form=form.value)


for question in (compare, frontier, scope, possible, calendar):
    app.command()(question)


def main() -> None:
    """Run the command line."""
    app()
