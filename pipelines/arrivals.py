"""What lies ready to be taken in: editions that ship with the repository, and files people dropped in the inbox."""

from dataclasses import dataclass
from pathlib import Path

from pipelines import catalogue, home
from schemas.source import is_edition_name

_PASSED_OVER = (".", "~$")  # files being written, and the notes that spreadsheet programs leave beside open ones


@dataclass(frozen=True)
class Arrival:
    """One file for one edition of one source. `problem`: why it cannot even be tried, else empty."""

    source_id: str
    edition: str
    path: Path
    problem: str = ""


def arrivals() -> list[Arrival]:
    """Every file that ships or lies in the inbox, in order of source and edition; one file an edition."""
    shipped = [
        Arrival(each.source_id, edition.edition, catalogue.paths()[each.source_id].parent / edition.shipped)
        for each in catalogue.sources()
        for edition in each.editions
        if edition.shipped
    ]
    return sorted([*shipped, *_dropped()], key=lambda each: (each.source_id, each.edition, each.path.name))


def _dropped() -> list[Arrival]:
    found = []
    for folder in sorted(home.inbox().glob("*/*")):
        if not folder.is_dir():
            continue
        source_id, edition = folder.parent.name, folder.name
        files = sorted(path for path in folder.iterdir() if not path.name.startswith(_PASSED_OVER))
        problem = _problem(source_id, edition, files=files)
        found += [Arrival(source_id, edition, path, problem) for path in files]
    return found


def _problem(source_id: str, edition: str, *, files: list[Path]) -> str:
    """Why nothing in this folder can be tried, else empty."""
    if any(path.is_symlink() or not path.is_file() for path in files):
        return "a link, a folder or a special file lies here: put the file itself here, alone"
    if len(files) > 1:
        return f"{len(files)} files for one edition: send one file, or a zip of them"
    if not is_edition_name(edition):
        return f"{edition!r} cannot be the name of an edition: letters, digits, dots and dashes"
    return "" if source_id in catalogue.paths() else f"no source is called {source_id}"
