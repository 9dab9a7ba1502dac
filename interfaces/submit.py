"""`oscec submit`: take one file in and build the warehouse anew, or refuse it and leave everything as it was."""

from dataclasses import dataclass
from pathlib import Path

from interfaces import report, returning, show
from interfaces.ending import BLOCKED
from interfaces.sent import delivered
from pipelines import catalogue
from pipelines.lock import alone
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.register.approved import in_words, lacking
from pipelines.register.questions import without_answered
from pipelines.submit import Submission
from pipelines.submit import submit as take_in
from warehouse.build import BuildError


@dataclass(frozen=True)
class Submitted:
    """A submission and what it did to the warehouse. `problem`: why the warehouse could not be built, else empty."""

    submission: Submission
    snapshot: Path | None
    problem: str


def submit(path: Path, source_id: str, *, edition: str, returned: returning.Wanted, as_json: bool) -> int:
    """Take a file in, build the warehouse where that changed something, and print what happened."""
    source = catalogue.source(source_id)
    returning.refuse_wrong(path, returned)
    catalogue.sources()  # a source file that cannot be used would stop the build: say so before anything is stored
    content = delivered(path)
    with alone():
        submitted = _with_warehouse(take_in(content, path.name, source=source, edition=edition))
    outcome, answered = without_answered(submitted.submission.outcome)
    written = returning.give_back(path, content, outcome=outcome, source=source, wanted=returned)
    if as_json:
        show.as_json(_told(submitted, returned) | {"answered": [vars(each) for each in answered]})
    else:
        report.show_outcome(returning.in_its_language(outcome, returned), every=False)
        report.show_answered(answered)
        for told in in_words(lacking([source])):
            show.say(told, "bold red")
        show.say(_done(submitted), "bold")
        returning.say(written)
    return BLOCKED if submitted.problem else report.exit_code(outcome.findings)


def _with_warehouse(submission: Submission) -> Submitted:
    """Build where the accepted editions are not what the current snapshot was made from; a refusal builds nothing."""
    if submission.receipt is None:
        return Submitted(submission, None, "")
    try:
        path, is_new = ensure_snapshot()
    except BuildError as error:
        return Submitted(submission, None, str(error))
    return Submitted(submission, path if is_new else None, "")


def _told(submitted: Submitted, returned: returning.Wanted) -> dict[str, object]:
    submission = submitted.submission
    return {
        **report.as_told(returning.in_its_language(submission.outcome, returned)),
        "is_new": submission.is_new,
        "receipt": submission.receipt.model_dump(mode="json") if submission.receipt else None,
        "proof": str(submission.proof),
        "snapshot": submitted.snapshot.name if submitted.snapshot else None,
        "problem": submitted.problem or None,
        "unapproved": in_words(lacking([catalogue.source(submission.outcome.source_id)])),
    }


def _done(submitted: Submitted) -> str:
    receipt, proof = submitted.submission.receipt, f"The signed receipt of this upload is {submitted.submission.proof}."
    if receipt is None:
        return f"Refused: nothing was stored, the warehouse is as it was.\n{proof}"
    taken = "Taken in" if submitted.submission.is_new else "Nothing new: this came before"
    lines = [
        f"{taken} as receipt {receipt.sequence}: {receipt.source_id} {receipt.edition}, sha256 {receipt.sha256[:12]}.",
        proof,
    ]
    if submitted.problem:
        lines.append(f"The warehouse is as it was, as a check over all of it fails: {submitted.problem}")
    elif submitted.snapshot:
        lines.append(f"The warehouse is now {submitted.snapshot.name}. Ask it with `oscec query`.")
    else:
        lines.append("The warehouse is as it was.")
    return "\n".join(lines)
