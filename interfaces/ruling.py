"""`oscec rules`: the book, what a rule would have done, and how it gets force."""

from dataclasses import asdict
from datetime import date, datetime

from interfaces import show
from interfaces.ending import CLEAN, CommandError
from pipelines.lock import alone
from pipelines.register import versions
from pipelines.rules.counting import promoted
from pipelines.rules.replay import Replayed
from pipelines.rules.replay import replay as replayed
from pipelines.suggest import nearest
from schemas.rule import FAMILIES, Rule, book


def listing(family: str | None, *, as_json: bool) -> int:
    """Print the rules, with the state they have today."""
    if family is not None and family not in FAMILIES:
        raise CommandError(f"no family is called {family!r}; there are {', '.join(FAMILIES)}")
    force = promoted()
    rules = [each for each in book().values() if family in {None, each.family}]
    state = {each.rule_id: "in_force" if each.rule_id in force else each.state for each in rules}
    if as_json:
        kind = ("severity", "scope", "text", "remedy", "who")
        told = [asdict(each) | {name: getattr(each.kind, name) for name in kind} for each in rules]
        show.as_json([each | {"state": state[each["rule_id"]]} for each in told])
        return CLEAN
    heads = ["number", "rule", "family", "severity", "state", "waivable", "reason"]
    show.rows(heads, (_line(each, state[each.rule_id]) for each in rules), numbers=["number"])
    return CLEAN


def _line(rule: Rule, state: str) -> tuple[object, ...]:
    waivable = "yes" if rule.is_waivable else "no"
    return rule.number, rule.rule_id, rule.family, rule.kind.severity, state, waivable, rule.reason


def known(rule_id: str) -> Rule:
    """The rule. Raises CommandError where the book does not hold it."""
    if rule_id not in book():
        raise CommandError(f"no rule is called {rule_id!r}{nearest(rule_id, list(book()))}")
    return book()[rule_id]


def replay(rule_id: str | None, *, as_json: bool) -> int:
    """Print what a rule, or every rule in shadow, would have done to every edition kept."""
    rules = [known(rule_id)] if rule_id else [each for each in book().values() if each.state == "shadow"]
    if rule_id and rules[0].home in {"COHERENCE", "WAREHOUSE"}:
        lists = f"`oscec findings --id {rule_id}` lists its findings"
        raise CommandError(f"{rule_id} is asked of the whole warehouse: {lists}")
    found = list(replayed(rules))
    if as_json:
        show.as_json([asdict(each) for each in found])
        return CLEAN
    for rule in rules:
        _show(rule, [each for each in found if each.rule_id == rule.rule_id])
    return CLEAN


def _show(rule: Rule, found: list[Replayed]) -> None:
    broken = [each for each in found if each.numerator]
    effect = _effect(rule, broken)
    unread = sum(each.outcome == "NOT_RUN" for each in found)
    gone = f" {unread} could not be read: their originals are gone." if unread else ""
    show.say(f"{rule.rule_id}: broken in {len(broken)} of {len(found)} editions.{effect}{gone}", "bold")
    if broken:
        heads = ["source", "edition", "broken", "of", "would reject", "would refuse the edition"]
        body = [_row(each) for each in broken]
        show.rows(heads, body, numbers=["broken", "of", "would reject"])
        show.note_model(each.source_id for each in broken)


def _effect(rule: Rule, broken: list[Replayed]) -> str:
    if rule.kind.severity != "blocks":
        return f" It {rule.kind.severity} and would have rejected nothing."
    refused = sum(each.is_refused for each in broken)
    return f" It would have rejected {sum(each.rejected for each in broken)} records and refused {refused} editions."


def _row(each: Replayed) -> tuple[object, ...]:
    place = each.source_id, each.edition, each.numerator, each.denominator
    return *place, each.rejected, "yes" if each.is_refused else "no"


def promote(rule_id: str, valid_from: date | None) -> int:
    """Propose that a rule gets force, or approve what somebody else has proposed."""
    rule = known(rule_id)
    if rule.state == "in_force" or rule_id in promoted():
        raise CommandError(f"{rule_id} is in force already")
    with alone():
        is_proposed = versions.is_proposed("rule", rule_id)
        if is_proposed:
            versions.approve("rule", rule_id)
        else:
            versions.propose(
                "rule", rule_id, valid_from=valid_from or datetime.now().astimezone().date(), valid_to=None
            )
    if not is_proposed:
        show.say(f"{rule_id} is proposed. It gets force once somebody else promotes it too.")
        return CLEAN
    show.say(f"{rule_id} is approved and counts from its first day on; the next `oscec run` makes kept editions anew.")
    return CLEAN
