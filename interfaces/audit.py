"""The command line `oscec audit`: what each command takes, and its help. What it does stands in `auditing`."""
# ruff: noqa: PLC0415 - each command imports what it needs when it is called

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from interfaces import correcting
from interfaces.ending import plainly_said

app = typer.Typer(
    help="The auditor's register and log: check, ask, decide. Acts are done in the name of OSCEC_ACTOR, else of your"
    " account. Exit codes: 0 all right, 1 something is wrong, 2 cannot be done.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

app.add_typer(correcting.app, name="correction")

SourceId = Annotated[str, typer.Option("--source", help="The source.")]
Edition = Annotated[str, typer.Option(help="The edition.")]
Reason = Annotated[str, typer.Option(help="Why, without names, in at most 300 signs.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines; never cut.")]
Key = Annotated[str | None, typer.Option(help="The public key to check with; that of this installation if not given.")]
Kind = Annotated[
    Literal["mapping", "codelist", "rule"], typer.Argument(help="What it is a version of.", show_default=False)
]
Names = Annotated[
    list[str] | None, typer.Argument(help="Sources for mappings, codelists, or rules.", show_default=False)
]
EveryOne = Annotated[bool, typer.Option("--all", help="Everything of this kind that waits for it.")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]


@app.command()
@plainly_said
def verify(
    *,
    receipt: Annotated[
        list[Path] | None, typer.Option(help="A receipt that somebody else has kept; may be given again.")
    ] = None,
    log: Annotated[Path | None, typer.Option(help="A copy of the file of entries, to check it alone.")] = None,
    key: Key = None,
    json: AsJson = False,
) -> int:
    """Check every entry of the log, and that register, receipts, originals and stages agree with it.

    A log from which the last entries were cut, head and register with it, shows only against receipts kept elsewhere.
    """
    from interfaces import auditing

    return auditing.verify(receipt or [], log, key=key, as_json=json)


@app.command(name="log")
@plainly_said
def show_log(
    *,
    on: Annotated[str | None, typer.Option(help="Only acts whose object holds this text.")] = None,
    act: Annotated[str | None, typer.Option(help="Only acts of this name, such as accept.")] = None,
    last: Annotated[int | None, typer.Option(min=1, help="Only so many, the last ones.")] = None,
    json: AsJson = False,
) -> int:
    """List the entries of the log in order."""
    from interfaces import auditing

    return auditing.entries(on=on, act=act, last=last, as_json=json)


@app.command()
@plainly_said
def receipt(
    file: Annotated[Path, typer.Argument(help="The signed receipt.", show_default=False)],
    *,
    upload: Annotated[Path | None, typer.Option(help="The file that was sent, to compare its hash.")] = None,
    key: Key = None,
) -> int:
    """Check a signed receipt. With --key nothing but the file is needed."""
    from interfaces import auditing

    return auditing.receipt(file, upload, key=key)


@app.command()
@plainly_said
def key() -> int:
    """Print the public key of this installation: hand it to all who are to check."""
    from interfaces import auditing

    return auditing.key()


@app.command()
@plainly_said
def rotate_key(*, reason: Reason) -> int:
    """Sign the log with a new key from here on. Former entries and receipts stay valid; the former key is destroyed."""
    from interfaces import deciding

    return deciding.rotate_key(reason)


@app.command()
@plainly_said
def rotate_source_key(
    source: Annotated[str, typer.Argument(help="The source.", show_default=False)], *, reason: Reason
) -> int:
    """Make digests of a source's case numbers with a new key. The next `oscec run` makes its editions anew."""
    from interfaces import deciding

    return deciding.rotate_source_key(source, reason)


@app.command()
@plainly_said
def repair() -> int:
    """Make the register anew from the log, once that is found whole."""
    from interfaces import auditing

    return auditing.repair()


@app.command()
@plainly_said
def rehash() -> int:
    """Hash every original anew, name the edition of each that was changed or is gone, and log that it was done."""
    from interfaces import auditing

    return auditing.rehash()


@app.command()
@plainly_said
def editions(
    *, source: Annotated[str | None, typer.Option(help="Only this source.")] = None, json: AsJson = False
) -> int:
    """List the editions with their states."""
    from interfaces import auditing

    return auditing.editions(source, as_json=json)


@app.command()
@plainly_said
def decisions(*, json: AsJson = False) -> int:
    """List who decided what, and why."""
    from interfaces import auditing

    return auditing.decisions(as_json=json)


@app.command()
@plainly_said
def withdraw(*, source: SourceId, edition: Edition, reason: Reason) -> int:
    """Withdraw an edition, and build the warehouse without it. The edition it revised stands again."""
    from interfaces import deciding

    return deciding.withdraw(source, edition, reason=reason)


@app.command()
@plainly_said
def delete(*, source: SourceId, edition: Edition, reason: Reason) -> int:
    """Delete the original of an edition. Its hash, its receipt and the entry of the deletion stay."""
    from interfaces import deciding

    return deciding.delete(source, edition, reason=reason)


@app.command()
@plainly_said
def retain(
    *, source: SourceId, days: Annotated[int, typer.Option(min=0, help="Days after receipt.")], reason: Reason
) -> int:
    """Say for how long the originals of a source are kept."""
    from interfaces import deciding

    return deciding.retain(source, days, reason=reason)


@app.command()
@plainly_said
def due(*, json: AsJson = False) -> int:
    """List the originals that should be deleted by now."""
    from interfaces import auditing

    return auditing.due(as_json=json)


@app.command()
@plainly_said
def delete_due() -> int:
    """Delete the originals whose time is over. Hashes, receipts and the entries of the deletions stay."""
    from interfaces import deciding

    return deciding.delete_due()


@app.command()
@plainly_said
def waive(
    *,
    source: SourceId,
    edition: Edition,
    rule: Annotated[str, typer.Option(help="The id of the finding.")],
    reason: Reason,
    expires: Day,
) -> int:
    """Ask that findings of one kind be put up with in an edition, until a day. Somebody else has to approve it."""
    from interfaces import deciding

    return deciding.waive((source, edition), rule, reason=reason, expires=expires.date())


@app.command()
@plainly_said
def approve_waiver(number: Annotated[int, typer.Argument(help="The number of the waiver.", show_default=False)]) -> int:
    """Approve a waiver that somebody else has asked for."""
    from interfaces import deciding

    return deciding.approve_waiver(number)


@app.command()
@plainly_said
def waivers(*, json: AsJson = False) -> int:
    """List the waivers, and which of them are in force today."""
    from interfaces import auditing

    return auditing.waivers(as_json=json)


@app.command()
@plainly_said
def propose(
    kind: Kind,
    names: Names = None,
    *,
    valid_from: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its first day; today if not given.")
    ] = None,
    valid_to: Day | None = None,
    every: EveryOne = False,
) -> int:
    """Propose the mapping or codelist that is used now as a version. Somebody else has to approve it."""
    from interfaces import deciding

    days = deciding.Validity((valid_from or datetime.now().astimezone()).date(), valid_to.date() if valid_to else None)
    return deciding.propose(kind, names or [], days=days, every=every)


@app.command()
@plainly_said
def approve(kind: Kind, names: Names = None, *, every: EveryOne = False) -> int:
    """Approve the mapping or codelist that is used now, which somebody else has proposed; builds the warehouse."""
    from interfaces import deciding

    return deciding.approve(kind, names or [], every=every)


@app.command()
@plainly_said
def keep_approvals() -> int:
    """Write approvals that stand in the register beside the files they are about, for others who use these files."""
    from interfaces import deciding

    return deciding.keep_approvals()


@app.command()
@plainly_said
def versions(*, json: AsJson = False) -> int:
    """List mappings and codelists: what is used, and whether it was approved and is in force."""
    from interfaces import auditing

    return auditing.versions(as_json=json)


@app.command()
@plainly_said
def questions(
    *, source: Annotated[str | None, typer.Option(help="Only this source.")] = None, json: AsJson = False
) -> int:
    """List what the current warehouse asks of providers, with the answers that still hold."""
    from interfaces import auditing

    return auditing.questions(source, as_json=json)


@app.command()
@plainly_said
def answer(
    question: Annotated[str, typer.Argument(help="The number of the question, or how it begins.", show_default=False)],
    *,
    text: Annotated[str, typer.Option(help="The answer, without names, in at most 300 signs.")],
) -> int:
    """Answer a question. The answer holds in later periods as long as the data stay the same."""
    from interfaces import deciding

    return deciding.answer(question, text)


@app.command()
@plainly_said
def report(
    *,
    source: SourceId,
    edition: Edition,
    out: Annotated[Path, typer.Option(help="The folder to write into.")],
) -> int:
    """Write the report of failures of a delivery: HTML, workbook, JSON, and PDF where the extra is installed.

    What was read, refused, excluded, corrected and waived; every rule with its outcome; failure rates over time.
    No value of a cell stands in it.
    """
    from interfaces import failing

    return failing.report(source, edition, folder=out)


@app.command()
@plainly_said
def rates(
    *,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be given again.")] = None,
    out: Annotated[Path, typer.Option(help="The folder to write into.")],
) -> int:
    """Write failure rates over time by provider and rule, with charts: HTML, workbook, JSON, and PDF with the extra."""
    from interfaces import failing

    return failing.rates(source or [], out)
