"""`oscec versions`: the kept versions of a mapping or codelist, and the cells that another one would change."""

import csv
import sys
from collections import Counter

from interfaces import show, snapshot
from interfaces.ending import CLEAN, CommandError
from interfaces.run import progress
from pipelines.derivation import whatif
from pipelines.derivation.manifest import ManifestError, manifest_of
from pipelines.derivation.running import RebuildError
from pipelines.derivation.whatif import Kind
from warehouse.differences import Difference

_SHOWN = 20
_HEADS = ("version", "valid from", "valid to", "author", "reviewer", "used in")


def listing(kind: Kind, name: str, *, as_json: bool) -> int:
    """Print the versions."""
    found = whatif.known(kind, name)
    if not found:
        raise CommandError(f"There is no {kind} {name}.")
    if as_json:
        show.as_json([vars(each) for each in found])
        return CLEAN
    rows = [
        (each.sha256[:12], each.valid_from, each.valid_to, each.author, each.reviewer, ", ".join(each.used_in))
        for each in found
    ]
    show.rows(_HEADS, rows)
    show.note_model([name])
    return CLEAN


def diff(what: tuple[Kind, str], versions: tuple[str | None, str | None], *, every: bool, form: str) -> int:
    """Print the cells that differ between two versions."""
    path = snapshot.current_path()
    try:
        before = versions[0] or whatif.used_in(manifest_of(path), *what)
        old, new = whatif.content_of(*what, before), whatif.content_of(*what, versions[1])
        with progress() as tell:
            found = whatif.changes(path, what, old=old, new=new, tell=tell)
    except (ManifestError, RebuildError) as error:
        raise CommandError(f"{error}.") from error
    if form == "table":
        _show(f"{what[0]} {what[1]}, {old[0][:12]} to {new[0][:12]}", found, every=every)
    else:
        {"json": _json, "csv": _csv}[form](found)
    return CLEAN


def _show(title: str, found: list[Difference], *, every: bool) -> None:
    counts = Counter(each.table for each in found)
    show.say(f"{title}: {len(found):,} rows of {len(counts)} tables would change.", "bold")
    show.rows(["table", "rows"], sorted(counts.items()), numbers=["rows"])
    cells = [each for each in found if each.table.startswith("mart.")]
    for each in cells if every else cells[:_SHOWN]:
        show.say(f"  {each.table} {named(each)}: {told(each)}")
    if len(cells) > _SHOWN and not every:
        show.say(f"  … and {len(cells) - _SHOWN} more; --all lists them, --format json or csv gives all tables.")
    show.note_model(str(each.key.get("source_id")) for each in found)


def named(each: Difference) -> str:
    """The key of a row as one text."""
    return " ".join(str(value) for value in each.key.values() if value is not None)


def told(each: Difference) -> str:
    """What becomes of a row: gone, new, or each column with both values and, for numbers, the step between them."""
    if each.after is None:
        return "gone"
    return "new" if each.before is None else ", ".join(_step(name, *pair) for name, pair in each.changed.items())


def _step(name: str, before: object, after: object) -> str:
    if isinstance(before, int | float) and isinstance(after, int | float):
        return f"{name} {before} to {after} ({after - before:+.6g})"
    return f"{name} {before} to {after}"


def _json(found: list[Difference]) -> None:
    show.as_json(
        [{**vars(each), "changed": {name: list(pair) for name, pair in each.changed.items()}} for each in found]
    )


def _csv(found: list[Difference]) -> None:
    """One row a row and column that differs."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["table", "key", "what", "column", "before", "after"])
    for each in found:
        what = "gone" if each.after is None else "new" if each.before is None else "changed"
        for name, pair in each.changed.items():
            writer.writerow([show.csv_cell(value) for value in (each.table, named(each), what, name, *pair)])
