"""The manifest of a snapshot, made when it is built: what it was made from is kept under its hash, and named."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import duckdb

from pipelines import catalogue, handover, receive, stage
from pipelines.derivation import holdings
from pipelines.derivation.manifest import (
    Bytes,
    Edition,
    Lacking,
    Manifest,
    Refused,
    Table,
    Version,
    Waiver,
    bytes_of,
    path_of,
)
from pipelines.files import write_whole
from pipelines.register import versions
from pipelines.register.versions import Standing
from warehouse.build import NO_EXTENSIONS
from warehouse.contents import contents

KEPT_OF_REFUSED = ("findings.parquet", "shadow.parquet", "rules.parquet", "outcome.json")
Approved = Mapping[tuple[str, str], Standing]


def seal(built: Path, path: Path, *, fingerprint: str) -> Manifest:
    """Write the manifest of the snapshot at `built`, which is about to be published at `path`, beside that place."""
    found = manifest(built, path.name, fingerprint=fingerprint)
    write_whole(path_of(path), found.content)
    return found


def manifest(built: Path, name: str, *, fingerprint: str) -> Manifest:
    """The manifest of a snapshot made from what the stages hold now; everything it names is kept under its hash."""
    files, known, said = holdings.code(), catalogue.paths(), handover.said_now()
    refused = [each for each in stage.kept(refused=True) if each[0] in known]
    approved = agreed()
    return Manifest(
        snapshot=name,
        file=bytes_of(built),
        fingerprint=fingerprint,
        program=holdings.program(),
        python=holdings.python(),
        code_hash=stage.code_hash(),
        code={path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())},
        archive=receive.hold(holdings.archive(files)),
        packages=holdings.packages(),
        settings=holdings.settings(),
        codelists=_versions("codelist", holdings.codelists(), approved=approved),
        rules=_versions("rule book", holdings.rule_book(), approved=approved),
        mappings=_versions("mapping", holdings.mappings(), approved=approved),
        mentions={name: receive.hold(content) for name, content in holdings.mentions().items()},
        keys=holdings.key_names(sorted({source_id for source_id, _ in said.standing})),
        editions=tuple(_edition(*each) for each in said.standing),
        refused=tuple(_refused(*each) for each in refused),
        waivers=tuple(Waiver(**each) for each in said.waivers),
        corrections=receive.hold(_corrections(said)),
        lacking={name: tuple(Lacking(**asdict(each)) for each in found) for name, found in said.lacking.items()},
        tables=_tables(built),
    )


def _corrections(said: handover.Said) -> bytes:
    """What each edition was corrected by, and the corrections as the warehouse tells them, with who is responsible."""
    made_with = {
        " ".join(each): [asdict(one) for one in stage.standing_kept(stage.told(*each)).corrections]
        for each in said.standing
    }
    return json.dumps({"made_with": made_with, "told": said.corrections}, sort_keys=True, default=str).encode()


def _versions(kind: str, used: Mapping[str, bytes], *, approved: Approved) -> dict[str, Version]:
    for content in used.values():
        receive.hold(content)
    return {name: version(content, approved.get((kind, name))) for name, content in sorted(used.items())}


def agreed() -> Approved:
    """What the register, or what ships, says of the mappings and codelists used now."""
    return {(each.kind, each.version_of): each for each in versions.standing("mapping", "codelist")}


def version(content: bytes, approved: Standing | None) -> Version:
    """A version with who is responsible for what it says."""
    told = asdict(approved) if approved else {}
    named = {name: told.get(name) for name in Version.model_fields if name != "sha256"}
    return Version(sha256=hashlib.sha256(content).hexdigest(), **named)


def _edition(source_id: str, edition: str) -> Edition:
    told, receipt = stage.told(source_id, edition), receive.receipt_of(source_id, edition)
    raw = Bytes(sha256=told["sha256"], size=receipt.size if receipt else 0)
    standing = stage.standing_kept(told)
    return Edition(
        source_id=source_id,
        edition=edition,
        file=told["file"],
        raw=raw,
        mapping=told.get("mapping"),
        code=told.get("code"),
        in_force=tuple(sorted(standing.in_force)),
        waived=tuple(sorted(standing.waived)),
        corrections=tuple(each.correction for each in standing.corrections),
        receipt=receipt.sequence if receipt else None,
    )


def _refused(source_id: str, edition: str) -> Refused:
    folder = stage.folder_of("refused", source_id, edition)
    kept = {name: receive.hold((folder / name).read_bytes()) for name in KEPT_OF_REFUSED if (folder / name).exists()}
    sha256 = stage.told(source_id, edition, refused=True)["sha256"]
    return Refused(source_id=source_id, edition=edition, sha256=sha256, kept=kept)


def _tables(built: Path) -> dict[str, Table]:
    with duckdb.connect(str(built), read_only=True, config=NO_EXTENSIONS) as connection:
        return {name: Table(rows=each.rows, sha256=each.sha256) for name, each in contents(connection).items()}
