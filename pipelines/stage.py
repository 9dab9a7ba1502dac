"""Frames between stages on disk, one folder a delivery, valid as long as bytes, source file and code are the same."""

import hashlib
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import catalogue, home, keys, receive
from pipelines.corrections import CORRECTED, Correction
from pipelines.deliver import Outcome, Tidied
from pipelines.files import remove_folder, write_folder
from pipelines.rules.standing import Standing, shipped
from pipelines.tidy import Tidy
from schemas.source import Source, is_edition_name

_DECIDE_NOTHING = {"orchestration", "register", "report", "derivation", "approvals"}
_FRAMES = ("accepted", "excluded", "findings", "shadow", "rules", "profile", "corrected")


@cache
def code_hash() -> str:
    """Hash of every file that decides what rows become: our modules, codelists, findings; not who approved them."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted((*root.glob("schemas/**/*.*"), *root.glob("pipelines/**/*.py"))):
        if path.suffix in {".py", ".csv"} and not _DECIDE_NOTHING & {*path.parts}:
            digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def hash_of(texts: list[str]) -> str:
    """One short hash over several texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def fingerprint(sha256: str, source: Source, *, standing: Standing | None = None) -> str:
    """What a staged result depends on, in 16 signs: bytes, source file, code, codelists, what counts, change of key."""
    declared = catalogue.paths()[source.source_id].read_text(encoding="utf-8")
    _, changes = keys.noted(source.source_id)
    return hash_of([sha256, declared, code_hash(), (standing or shipped()).key, *(f"key {changes}",) * (changes > 0)])


def folder_of(step: str, source_id: str, edition: str) -> Path:
    """Where a step (tidy, core, refused) keeps what it made of an edition. Raises ValueError for a name like `../x`."""
    if not is_edition_name(edition):
        raise ValueError(f"no name of an edition: {edition!r}")
    return home.stage() / step / source_id / edition


def save_tidied(tidied: Tidied, source: Source) -> None:
    """Keep a tidied delivery: a Parquet file a table, and what is needed to go on from there."""
    told = {
        "fingerprint": fingerprint(tidied.sha256, source),
        "file": tidied.file,
        "sha256": tidied.sha256,
        "tables": [{"table": each.table.table, "letters": each.letters} for each in tidied.tables],
    }

    def fill(folder: Path) -> None:
        for each in tidied.tables:
            each.rows.write_parquet(folder / f"{each.table.table}.parquet")
            each.excluded.write_parquet(folder / f"{each.table.table}.excluded.parquet")
        pl.concat(tidied.findings or [pl.DataFrame()], how="diagonal_relaxed").write_parquet(
            folder / "findings.parquet"
        )
        (folder / "tidied.json").write_text(json.dumps(told), encoding="utf-8")

    write_folder(folder_of("tidy", tidied.source_id, tidied.edition), fill)


def load_tidied(source: Source, edition: str) -> Tidied:
    """The tidied delivery of an edition. Raises FileNotFoundError where it was never tidied."""
    folder = folder_of("tidy", source.source_id, edition)
    told = json.loads((folder / "tidied.json").read_text(encoding="utf-8"))
    declared = {table.table: table for table in source.tables_of(edition)}
    tables = [
        Tidy(
            declared[each["table"]],
            pl.read_parquet(folder / f"{each['table']}.parquet"),
            each["letters"],
            pl.read_parquet(folder / f"{each['table']}.excluded.parquet"),
            [],
        )
        for each in told["tables"]
    ]
    found = pl.read_parquet(folder / "findings.parquet")
    return Tidied(source.source_id, edition, told["file"], told["sha256"], tables, [found] if found.height else [])


def forget_tidied(source: Source, edition: str) -> None:
    """Drop a tidied delivery that is settled: it holds the texts of the sender, and nothing needs them any more."""
    remove_folder(folder_of("tidy", source.source_id, edition))


def save_outcome(outcome: Outcome, source: Source, *, refused: bool = False) -> Path:
    """Keep the outcome of a delivery, and the source file that made it; refused ones never reach the warehouse."""
    summary = {
        "fingerprint": fingerprint(outcome.sha256, source, standing=outcome.standing),
        "mapping": receive.hold(catalogue.paths()[source.source_id].read_bytes()),
        "code": code_hash(),
        "file": outcome.file,
        "sha256": outcome.sha256,
        "rows_read": outcome.rows_read,
        "rows_accepted": outcome.accepted.height,
        "rows_rejected": outcome.rejected,
        "rows_excluded": outcome.excluded.height,
        "in_force": sorted(outcome.standing.in_force),
        "waived": sorted(outcome.standing.waived),
        "corrections": [asdict(each) for each in outcome.standing.corrections],
    }

    def fill(folder: Path) -> None:
        for name in _FRAMES:
            getattr(outcome, name).write_parquet(folder / f"{name}.parquet")
        (folder / "outcome.json").write_text(json.dumps(summary), encoding="utf-8")

    path = folder_of("refused" if refused else "core", outcome.source_id, outcome.edition)
    write_folder(path, fill)
    return path


def discard(source: Source, edition: str, *, refused: bool) -> None:
    """Drop an outcome that no longer stands: a refusal since mended, or an acceptance the rules no longer give."""
    remove_folder(folder_of("refused" if refused else "core", source.source_id, edition))


def load_outcome(source_id: str, edition: str, *, refused: bool = False) -> Outcome:
    """The outcome kept for an edition. Raises FileNotFoundError where there is none."""
    folder = folder_of("refused" if refused else "core", source_id, edition)
    summary = told(source_id, edition, refused=refused)
    frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in _FRAMES if name != "corrected"}
    return Outcome(
        source_id, edition, summary["file"], summary["sha256"], summary["rows_read"], summary["rows_rejected"],
        corrected=corrected_in(source_id, edition, refused=refused), standing=standing_kept(summary), **frames,
    )  # fmt: skip


def corrected_in(source_id: str, edition: str, *, refused: bool = False) -> pl.DataFrame:
    """The corrections that were made in a kept outcome; an earlier release of the program made none."""
    path = folder_of("refused" if refused else "core", source_id, edition) / "corrected.parquet"
    return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=CORRECTED)


def standing_kept(summary: dict[str, Any]) -> Standing:
    """The rules that counted when an outcome was made; an earlier release of the program did not say."""
    in_force = summary.get("in_force", shipped().in_force)
    corrections = tuple(Correction(**each) for each in summary.get("corrections", ()))
    return Standing(frozenset(in_force), frozenset(summary.get("waived", ())), corrections)


def profile_of(source_id: str, edition: str) -> pl.DataFrame | None:
    """What later editions are compared with; None where an earlier release of the program made the outcome."""
    path = folder_of("core", source_id, edition) / "profile.parquet"
    return pl.read_parquet(path) if path.exists() else None


def told(source_id: str, edition: str, *, refused: bool = False) -> dict[str, Any]:
    """The summary kept beside an outcome: fingerprint, file, hash and the counts of rows. Raises FileNotFoundError."""
    path = folder_of("refused" if refused else "core", source_id, edition) / "outcome.json"
    summary: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return summary


def is_current(source: Source, edition: str, *, sha256: str, standing: Standing | None = None) -> bool:
    """Whether the kept outcome of an edition is what the same bytes would give again, by the rules that count now."""
    is_kept = (source.source_id, edition) in kept()
    return is_kept and told(source.source_id, edition)["fingerprint"] == fingerprint(sha256, source, standing=standing)


def kept(*, refused: bool = False) -> list[tuple[str, str]]:
    """(source_id, edition) of every outcome kept, in order."""
    root = home.stage() / ("refused" if refused else "core")
    return sorted((path.parent.parent.name, path.parent.name) for path in root.glob("*/[!.]*/outcome.json"))
