"""What counts for an edition today, as register and log have it: rules promoted or waived, cells corrected."""

from datetime import date

from sqlalchemy import Connection

from pipelines import catalogue
from pipelines.corrections import Correction
from pipelines.register import ask, record
from pipelines.register.tables import VERSION
from pipelines.rules.standing import Standing, shipped
from schemas.rule import book


def standing_of(source_id: str, edition: str) -> Standing:
    """What counts for an edition: rules as they ship, those promoted since, its waivers and corrections in force."""
    with record.reading() as register:
        if register is None:
            return shipped()
        today = ask.today(register)
        waived = {
            each["rule"]
            for each in ask.waivers_in_force(register, today)
            if (each["source_id"], each["edition"]) == (source_id, edition) and _is_waivable(each["rule"])
        }
        in_force = shipped().in_force | _promoted(register, today)
        return Standing(in_force, frozenset(waived), _corrections(register, source_id, edition=edition))


def _corrections(register: Connection, source_id: str, *, edition: str) -> tuple[Correction, ...]:
    """Those of the edition, and those of the edition it revises: whether it has mended what they correct is asked."""
    if not (found := ask.corrections(register, source_id)):
        return ()
    declared = catalogue.source(source_id).edition_named(edition)
    named = {edition, declared.revises if declared else None}
    fields = Correction.__dataclass_fields__
    return tuple(Correction(**{name: each[name] for name in fields}) for each in found if each["edition"] in named)


def promoted() -> frozenset[str]:
    """Ids of the rules that two people have given force and that are valid today."""
    with record.reading() as register:
        return _promoted(register, ask.today(register)) if register else frozenset()


def _promoted(register: Connection, today: date) -> frozenset[str]:
    """Only the very content that was approved has force: a rule that says something else since is in shadow again."""
    approved = {
        each["sha256"]
        for each in ask.rows(register, VERSION)
        if each["kind"] == "rule" and each["approved"] and each["valid_from"] <= today <= (each["valid_to"] or today)
    }
    return frozenset(rule.rule_id for rule in book().values() if rule.sha256 in approved)


def _is_waivable(rule_id: str) -> bool:
    return rule_id in book() and book()[rule_id].is_waivable
