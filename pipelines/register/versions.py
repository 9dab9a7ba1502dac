"""Versions of mappings (files of sources), codelists and rules: in force once somebody else approved them.

Approvals stand in the register; those of what ships with the repository ship beside it.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from sqlalchemy import RowMapping

from pipelines import approvals, catalogue, receive
from pipelines.approvals import Approval
from pipelines.register import acts, ask, record
from pipelines.register.acts import VersionKind
from pipelines.register.errors import RegisterError
from pipelines.register.tables import VERSION
from schemas import codelist
from schemas.disclosure import OVERRIDES
from schemas.rule import book


@dataclass(frozen=True)
class Standing:
    """What is used now, and who is responsible for that very content. `told_by`: the entry, or that it ships so."""

    kind: VersionKind
    version_of: str
    used: str
    author: str | None = None
    reviewer: str | None = None
    approved_on: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    told_by: str = ""
    is_in_force: bool = False


def content_of(kind: VersionKind, version_of: str) -> bytes:
    """The content used now. Raises RegisterError where there is nothing of that name."""
    if (kind, version_of) == ("rule", OVERRIDES):
        return files("schemas").joinpath(f"{OVERRIDES}.csv").read_bytes()
    if version_of not in names_of(kind):
        raise RegisterError(f"there is no {kind} {version_of}")
    contents: dict[VersionKind, Callable[[str], bytes]] = {
        "mapping": catalogue.mapping,
        "codelist": codelist.content,
        "rule": lambda name: book()[name].content,
    }
    return contents[kind](version_of)


def names_of(kind: VersionKind) -> list[str]:
    """Every mapping, codelist or rule there is, by name."""
    known = {"mapping": sorted(catalogue.paths()), "codelist": codelist.names(), "rule": book()}
    return list(known[kind])


def propose(kind: VersionKind, version_of: str, *, valid_from: date, valid_to: date | None) -> str:
    """Propose what is used now as a version; gives its hash. Its content is kept."""
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
    return any(each.author for each in standing(kind) if each.version_of == version_of)


def standing(*kinds: VersionKind) -> list[Standing]:
    """Every mapping, codelist and rule that ships without force, or only some kinds: what is used, who approved it."""
    known, today = _known()
    names: list[tuple[VersionKind, str]] = [
        (kind, name) for kind in kinds or _KINDS for name in names_of(kind) if kind != "rule" or _is_in_shadow(name)
    ]
    used = [(kind, name, _used(kind, name)) for kind, name in names]
    return [_standing(*each, known.get((each[0], each[2])), today) for each in used]


def is_in_force(kind: VersionKind, version_of: str) -> bool:
    """Whether what is used now was approved by a second person and is valid today."""
    (known, today), used = _known(), _used(kind, version_of)
    return _standing(kind, version_of, used, known.get((kind, used)), today).is_in_force


def _known() -> tuple[dict[tuple[str, str], RowMapping], date]:
    """What the register holds of each content, and its day."""
    with record.reading() as register:
        if register is None:
            return {}, date.min
        return {(each["kind"], each["sha256"]): each for each in ask.rows(register, VERSION)}, ask.today(register)


_KINDS: tuple[VersionKind, ...] = ("mapping", "codelist", "rule")


def _is_in_shadow(name: str) -> bool:
    return book()[name].state == "shadow"


def _standing(kind: VersionKind, version_of: str, used: str, found: RowMapping | None, today: date) -> Standing:
    """By the register where it knows the approval, else by what ships; a proposal alone is no approval."""
    ships = next((each for each in _shipped(kind, version_of) if each.sha256 == used), None)
    if found and (found["approved"] or ships is None):
        return _recorded(kind, used, found=found, today=today)
    if ships is None:
        return Standing(kind, version_of, used)
    people = ships.author, ships.reviewer, ships.approved_on.isoformat()
    return Standing(kind, version_of, used, *people, ships.approved_on, told_by="ships", is_in_force=True)


def _recorded(kind: VersionKind, used: str, *, found: RowMapping, today: date) -> Standing:
    is_valid = found["valid_from"] <= today <= (found["valid_to"] or date.max)
    told_by = f"entry {found['approved'] or found['proposed']}"
    people = found["author"], found["reviewer"], found["approved_on"]
    days = found["valid_from"], found["valid_to"]
    is_in_force = bool(found["approved"]) and is_valid
    return Standing(kind, found["version_of"], used, *people, *days, told_by, is_in_force)


def _shipped(kind: VersionKind, version_of: str) -> list[Approval]:
    return [] if kind == "rule" else approvals.shipped(kind, version_of)


def kept_beside() -> Iterator[str]:
    """Write approvals of the register that are in force beside what they approve; gives what was written."""
    for each in standing("mapping", "codelist"):
        if each.is_in_force and each.told_by != "ships" and each.author and each.reviewer and each.approved_on:
            day = date.fromisoformat(each.approved_on[:10])
            approval = Approval(each.version_of, each.used, each.author, each.reviewer, day)
            if approval.sha256 not in {known.sha256 for known in _shipped(each.kind, each.version_of)}:
                approvals.add(each.kind, approval)
                yield f"{each.kind} {each.version_of}"


def _used(kind: VersionKind, version_of: str) -> str:
    return hashlib.sha256(content_of(kind, version_of)).hexdigest()
