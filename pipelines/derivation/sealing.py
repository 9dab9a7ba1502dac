"""The manifest of a snapshot, made when it is built: what it was made from is kept under its hash, and named."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from pipelines import catalogue, receive, stage
from pipelines.derivation import holdings
from pipelines.derivation.manifest import Bytes, Edition, Manifest, Refused, Table, Version, Waiver, bytes_of, path_of
from pipelines.files import write_whole
from pipelines.register import ask, record
from pipelines.register.deliveries import in_force
from pipelines.register.tables import VERSION
from pipelines.register.waivers import granted
from warehouse.build import NO_EXTENSIONS
from warehouse.contents import contents

KEPT_OF_REFUSED = ("findings.parquet", "shadow.parquet", "rules.parquet", "outcome.json")
Approved = Mapping[tuple[str, str], dict[str, Any]]


def seal(built: Path, path: Path, fingerprint: str) -> Manifest:
    """Write the manifest of the snapshot at `built`, which is about to be published at `path`, beside that place."""
    found = manifest(built, path.name, fingerprint)
    write_whole(path_of(path), found.content)
    return found


def manifest(built: Path, name: str, fingerprint: str) -> Manifest:
    """The manifest of a snapshot made from what the stages hold now; everything it names is kept under its hash."""
    files, known = holdings.code(), catalogue.paths()
    accepted = [each for each in in_force(stage.kept()) if each[0] in known]
    refused = [each for each in stage.kept(refused=True) if each[0] in known]
    editions = tuple(_edition(*each) for each in accepted)
    waived = {(*each.place, rule) for each in editions for rule in each.waived}
    approved = _approved()
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
        codelists=_versions("codelist", holdings.codelists(), approved),
        rules=_versions("rule book", holdings.rule_book(), approved),
        mappings=_versions("mapping", holdings.mappings(), approved),
        keys=holdings.key_names(sorted({source_id for source_id, _ in accepted})),
        editions=editions,
        refused=tuple(_refused(*each) for each in refused),
        waivers=tuple(Waiver(**each) for each in granted(waived)),
        tables=_tables(built),
    )


def _approved() -> Approved:
    """What the register holds of versions, by kind and hash."""
    with record.reading() as register:
        rows = ask.rows(register, VERSION) if register else []
    return {(each["kind"], each["sha256"]): dict(each) for each in rows}


def _versions(kind: str, used: Mapping[str, bytes], approved: Approved) -> dict[str, Version]:
    return {name: _version(kind, content, approved) for name, content in sorted(used.items())}


def _version(kind: str, content: bytes, approved: Approved) -> Version:
    sha256 = receive.hold(content)
    told = approved.get((kind, sha256), {})
    return Version(sha256=sha256, **{name: told.get(name) for name in Version.model_fields if name != "sha256"})


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
