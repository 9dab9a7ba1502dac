"""Versions of mappings (files of sources), codelists and rules: in force once somebody else approved them."""

import hashlib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from pipelines import catalogue, receive
from pipelines.register import acts, ask, record
from pipelines.register.acts import VersionKind
from pipelines.register.errors import RegisterError
from pipelines.register.tables import VERSION
from schemas import codelist
from schemas.disclosure import OVERRIDES
from schemas.rule import book


@dataclass(frozen=True)
class Standing:
    """What is used now, and what is in force. `approved`: hash of the version in force, if there is one."""

    kind: VersionKind
    version_of: str
    used: str
    approved: str | None
    valid_from: date | None
    valid_to: date | None

    @property
    def is_in_force(self) -> bool:
        """Whether what is used is the version in force."""
        return self.used == self.approved


def content_of(kind: VersionKind, version_of: str) -> bytes:
    """The bytes used now. Raises RegisterError where there is nothing of that name."""
    if kind == "mapping" and version_of in catalogue.paths():
        return catalogue.paths()[version_of].read_bytes()
    if kind == "codelist" and version_of in codelist.names():
        return files("schemas").joinpath(f"codelists/{version_of}.csv").read_bytes()
    if kind == "rule" and version_of in book():
        return book()[version_of].content
    if kind == "rule" and version_of == OVERRIDES:
        return files("schemas").joinpath(f"{OVERRIDES}.csv").read_bytes()
    raise RegisterError(f"there is no {kind} {version_of}")


def propose(kind: VersionKind, version_of: str, valid_from: date, valid_to: date | None) -> str:
    """Propose what is used now as a version; gives its hash. Its bytes are kept."""
    sha256 = receive.keep(content_of(kind, version_of))
    told = {"valid_from": valid_from, "valid_to": valid_to}
    record.record(acts.ProposeVersion(kind=kind, version_of=version_of, sha256=sha256, **told))
    return sha256


def approve(kind: VersionKind, version_of: str) -> str:
    """Approve what is used now; gives its hash. Raises DeniedError for who proposed it, or where nobody did."""
    sha256 = _used(kind, version_of)
    record.record(acts.ApproveVersion(kind=kind, version_of=version_of, sha256=sha256))
    return sha256


def is_proposed(kind: VersionKind, version_of: str) -> bool:
    """Whether what is used now was proposed, approved or not."""
    with record.reading() as register:
        known = ask.rows(register, VERSION) if register else []
    return any((each["kind"], each["sha256"]) == (kind, _used(kind, version_of)) for each in known)


def standing() -> list[Standing]:
    """Every mapping, codelist and rule that ships without force: what is used and what is in force today."""
    names: list[tuple[VersionKind, str]] = [("mapping", name) for name in sorted(catalogue.paths())]
    names += [("codelist", name) for name in codelist.names()]
    names += [("rule", name) for name, rule in book().items() if rule.state == "shadow"]
    return [_standing(*each) for each in names]


def is_in_force(kind: VersionKind, version_of: str) -> bool:
    """Whether what is used now was approved by a second person and is valid today."""
    return _standing(kind, version_of).is_in_force


def _standing(kind: VersionKind, version_of: str) -> Standing:
    with record.reading() as register:
        found = ask.version_in_force(register, kind, version_of, ask.today(register)) if register else None
    if found is None:
        return Standing(kind, version_of, _used(kind, version_of), None, None, None)
    return Standing(kind, version_of, _used(kind, version_of), found["sha256"], found["valid_from"], found["valid_to"])


def _used(kind: VersionKind, version_of: str) -> str:
    return hashlib.sha256(content_of(kind, version_of)).hexdigest()
