"""What may be done: the transitions of an edition as data, and two persons where one would be his own judge."""

import unicodedata
from datetime import date
from functools import singledispatch

import polars as pl
from sqlalchemy import Connection, RowMapping, select

from pipelines import keys
from pipelines.register import acts, ask, log
from pipelines.register.tables import CORRECTION, DELETION, RELEASE, VERSION, WAIVER
from pipelines.release.content import parts_of
from schemas import finding
from schemas.identifier import may_identify
from schemas.rule import book
from schemas.shown import shown

APPROVALS = 2
STATES = ("draft", "submitted", "accepted", "published", "withdrawn", "superseded")
TRANSITIONS: dict[str, dict[str, str]] = {
    "submit": {"draft": "submitted", "submitted": "submitted"},
    "accept": {"submitted": "accepted"},
    "refuse": {"submitted": "draft"} | {state: state for state in STATES if state != "submitted"},
    "publish": {"accepted": "published", "published": "published"},
    "withdraw": {"accepted": "withdrawn", "published": "withdrawn", "superseded": "withdrawn"},
    "supersede": {"accepted": "superseded", "published": "superseded"},
    "reinstate": {"superseded": "accepted"},
}


def refusal(act: acts.Act, connection: Connection, *, who: str) -> str:
    """Why this person may not do this now; empty where he may."""
    texts = [getattr(act, name) for name in ("reason", "text", "sheet") if hasattr(act, name)]
    if any(_may_identify(text) for text in texts):
        return "the text may name or reach a person; say it without names, numbers and addresses"
    return _refusal(act, connection, who)


def _may_identify(text: str) -> bool:
    return bool(pl.select(may_identify(pl.lit(text))).item())


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same but for case, spaces and the way letters are composed."""
    plain = [" ".join(unicodedata.normalize("NFKC", name).casefold().split()) for name in (one, other)]
    return plain[0] == plain[1]


@singledispatch
def _refusal(act: acts.Act, connection: Connection, who: str) -> str:  # noqa: ARG001 - most acts need no more than the log
    return ""


@_refusal.register(acts.Submit)
@_refusal.register(acts.Accept)
@_refusal.register(acts.Refuse)
@_refusal.register(acts.Withdraw)
@_refusal.register(acts.Supersede)
@_refusal.register(acts.Reinstate)
def _transition(act: acts.EditionAct, connection: Connection, _who: str) -> str:
    state = ask.state(connection, act.source_id, act.edition)
    if state in TRANSITIONS[act.name]:
        return ""
    return f"an edition that is {state} cannot {act.name}; only one that is {' or '.join(TRANSITIONS[act.name])} can"


@_refusal.register
def _publish(act: acts.Publish, connection: Connection, _who: str) -> str:
    states = {each: ask.state(connection, *each) for each in act.editions}
    wrong = [f"{' '.join(each)} is {state}" for each, state in states.items() if state not in TRANSITIONS["publish"]]
    return "; ".join(wrong)


@_refusal.register
def _request_waiver(act: acts.RequestWaiver, connection: Connection, _who: str) -> str:
    if act.rule not in finding.catalogue():
        return f"there is no rule {act.rule}; docs/findings.md lists them"
    if not book()[act.rule].is_waivable:
        return f"{act.rule} cannot be waived: what breaks it is not fit for the common schema, or holds nothing back"
    if ask.edition(connection, act.source_id, act.edition) is None:
        return "nothing was submitted for this edition"
    return _past(act.expires, connection)


def _past(day: date, connection: Connection) -> str:
    return f"{day} is over" if day < ask.today(connection) else ""


@_refusal.register
def _approve_waiver(act: acts.ApproveWaiver, connection: Connection, who: str) -> str:
    found = connection.execute(select(WAIVER).where(WAIVER.c.request == act.waiver)).mappings().one_or_none()
    if found is None:
        return f"there is no waiver {act.waiver}"
    if found["approver"]:
        return f"waiver {act.waiver} was approved before, by {found['approver']}"
    if same_person(found["requester"], who):
        return "who asks for a waiver cannot approve it"
    return _past(found["expires"], connection)


@_refusal.register
def _answer(act: acts.Answer, connection: Connection, _who: str) -> str:
    if act.rule not in finding.catalogue():
        return f"there is no rule {act.rule}; docs/findings.md lists them"
    return "" if ask.editions_of(connection, act.source_id) else "nothing was submitted of this source"


@_refusal.register
def _propose_version(act: acts.ProposeVersion, connection: Connection, _who: str) -> str:
    if act.valid_to and act.valid_to < act.valid_from:
        return "a version cannot end before it begins"
    return "this very content was proposed before" if _version(act, connection) else ""


@_refusal.register
def _approve_version(act: acts.ApproveVersion, connection: Connection, who: str) -> str:
    found = _version(act, connection)
    if found is None:
        return "nobody has proposed this content"
    if found["approved"]:
        return f"it was approved before, by {found['reviewer']}"
    return "who proposes a version cannot approve it" if same_person(found["author"], who) else ""


def _version(act: acts.ProposeVersion | acts.ApproveVersion, connection: Connection) -> RowMapping | None:
    key = VERSION.c.kind == act.kind, VERSION.c.version_of == act.version_of, VERSION.c.sha256 == act.sha256
    return connection.execute(select(VERSION).where(*key)).mappings().one_or_none()


@_refusal.register
def _propose_correction(act: acts.ProposeCorrection, connection: Connection, _who: str) -> str:
    state = ask.state(connection, act.source_id, act.edition)
    if state not in ask.STANDING:
        return f"an edition that is {state} is not corrected; only one that is {' or '.join(ask.STANDING)} is"
    if not all(_is_code(text) for text in (act.before, act.after)):
        return "only a short plain code that names nobody can be corrected, into another one"
    if act.before == act.after:
        return "what a cell holds and what it should hold are the same"
    same = [each["correction"] for each in ask.corrections(connection, act.source_id) if _is_of_cell(each, act)]
    if same:
        return f"correction {same[0]} of this cell counts already: withdraw it first"
    return _past(act.expires, connection) if act.expires else ""


def _is_code(text: str) -> bool:
    return bool(pl.select(shown(pl.lit(text)) == pl.lit(text)).item())


def _is_of_cell(each: RowMapping, act: acts.ProposeCorrection) -> bool:
    return all(each[name] == getattr(act, name) for name in ("edition", "sheet", "cell"))


@_refusal.register
def _approve_correction(act: acts.ApproveCorrection, connection: Connection, who: str) -> str:
    found = _correction(act, connection)
    if found is None or found["withdrawn"]:
        return f"there is no correction {act.correction}" if found is None else "it was withdrawn"
    if found["approved"]:
        return f"correction {act.correction} was approved before, by {found['reviewer']}"
    if same_person(found["author"], who):
        return "who proposes a correction cannot approve it"
    return _past(found["expires"], connection) if found["expires"] else ""


@_refusal.register
def _withdraw_correction(act: acts.WithdrawCorrection, connection: Connection, _who: str) -> str:
    found = _correction(act, connection)
    if found is None:
        return f"there is no correction {act.correction}"
    return "it was withdrawn before" if found["withdrawn"] else ""


def _correction(act: acts.CorrectionAct, connection: Connection) -> RowMapping | None:
    wanted = select(CORRECTION).where(CORRECTION.c.correction == act.correction)
    return connection.execute(wanted).mappings().one_or_none()


@_refusal.register
def _delete(act: acts.Delete, connection: Connection, _who: str) -> str:
    found = ask.edition(connection, act.source_id, act.edition)
    if found is None or found["receipt"] is None:
        return "no original is kept of this edition"
    if found["sha256"] != act.sha256:
        return "the original of this edition has another hash"
    same = DELETION.c.source_id == act.source_id, DELETION.c.edition == act.edition
    return "its original was deleted before" if connection.execute(select(DELETION).where(*same)).first() else ""


@_refusal.register
def _prepare_release(act: acts.PrepareRelease, connection: Connection, _who: str) -> str:
    tier, number = parts_of(act.release)
    left = [parts_of(each["release"]) for each in ask.published_releases(connection)]
    following = 1 + max((last for of, last in left if of == tier), default=0)
    return "" if number == following else f"the next release of this tier has the number {following}"


@_refusal.register
def _approve_release(act: acts.ApproveRelease, connection: Connection, who: str) -> str:
    return _not_ready(act, connection) or _second_say(act, connection, who=who)


def _second_say(act: acts.ApproveRelease, connection: Connection, *, who: str) -> str:
    found = _release(act, connection)
    if found and same_person(found["preparer"], who):
        return "who prepares a release cannot approve it"
    approvers = ask.approvers(connection, act.release, manifest=act.manifest)
    return "who has approved it cannot do so again" if any(same_person(each, who) for each in approvers) else ""


@_refusal.register
def _publish_release(act: acts.PublishRelease, connection: Connection, who: str) -> str:
    if wrong := _not_ready(act, connection):
        return wrong
    others = [
        each for each in ask.approvers(connection, act.release, manifest=act.manifest) if not same_person(each, who)
    ]
    return "" if len(others) >= APPROVALS else f"{APPROVALS} others have to approve it first, {len(others)} did"


def _not_ready(act: acts.ReleaseAct, connection: Connection) -> str:
    found = _release(act, connection)
    if found is None or found["manifest"] != act.manifest:
        return "no release of this name and content was prepared"
    return "it is published" if found["published"] else ""


def _release(act: acts.ReleaseAct, connection: Connection) -> RowMapping | None:
    return connection.execute(select(RELEASE).where(RELEASE.c.release == act.release)).mappings().one_or_none()


@_refusal.register
def _rotate_key(act: acts.RotateKey, connection: Connection, _who: str) -> str:  # noqa: ARG001
    return "" if act.previous == log.head().hash else "the log has gone on meanwhile: do it again"


@_refusal.register
def _rotate_source_key(act: acts.RotateSourceKey, connection: Connection, _who: str) -> str:  # noqa: ARG001
    return "" if act.former == keys.noted(act.source_id)[0] else "the key was changed meanwhile: do it again"
