"""What goes back to the sender of a file, written into a folder: annotated workbook, page, JSON; and its language."""

from dataclasses import dataclass, replace
from pathlib import Path

from interfaces import report, show
from interfaces.ending import CommandError
from pipelines.deliver import Outcome
from pipelines.files import write_whole
from schemas import finding
from schemas.source import Source


@dataclass(frozen=True)
class Wanted:
    """The folder, None for nothing to write; and the language, None for that of the source (on a screen, English)."""

    folder: Path | None
    language: str | None


def refuse_wrong(path: Path, wanted: Wanted) -> None:
    """Raise CommandError, before anything is done, where the answer would replace what was sent, or has no language."""
    if wanted.language:
        from pipelines.report.words import languages  # noqa: PLC0415 - a check without it answers sooner

        if wanted.language not in languages():
            raise CommandError(f"there is no catalogue of {wanted.language!r}; there are: {', '.join(languages())}")
    if wanted.folder is None:
        return
    from pipelines.report.answer import stem_of  # noqa: PLC0415 - a check without it answers sooner

    if path.stem == stem_of(path) and path.resolve().parent == wanted.folder.resolve():
        raise CommandError(f"{path}: the annotated workbook would replace it; name another folder with --out")


def give_back(path: Path, content: bytes, *, outcome: Outcome, source: Source, wanted: Wanted) -> list[Path]:
    """Write what the sender gets back, and give where it lies."""
    refuse_wrong(path, wanted)
    if wanted.folder is None:
        return []
    from pipelines.report.answer import answer, told_of  # noqa: PLC0415 - a check without it answers sooner

    told = told_of(outcome, source, language=wanted.language)
    machines = report.as_told(outcome) | {"language": told.language}
    machines["findings"] = told.findings.select(list(finding.COLUMNS)).to_dicts()
    files = {
        wanted.folder / name: each for name, each in answer(content, told, source=source, as_json=machines).items()
    }
    for target, written in files.items():
        write_whole(target, written)
    return list(files)


def in_its_language(outcome: Outcome, wanted: Wanted) -> Outcome:
    """The outcome as it is printed: its findings in the language that was asked for, else in English."""
    if wanted.language is None:
        return outcome
    from pipelines.report.words import localised  # noqa: PLC0415 - a check without it answers sooner

    return replace(outcome, findings=localised(outcome.findings, wanted.language))


def say(written: list[Path]) -> None:
    """Print where it lies."""
    if written:
        show.say("For the sender: " + ", ".join(map(str, written)))
