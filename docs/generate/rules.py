"""`docs/comparability-rules.md`: which facts are compared, and what every relation of two values means."""

from docs.generate.markdown import code, page, plain, table
from schemas import codelist
from schemas.comparability import FactKind, Rule
from schemas.comparability_checks import rulebook

_INTRO = """Whether two figures may be compared is worked out from what their sources declare and what their cells hold,
fact by fact. Each relation of two values is one of the rules below; the verdict on a pair is the **worst level of the
rules that fire**. `mart.pair` holds the verdicts, `FROM explain_pair('a', 'b')` every difference behind them.

- The **reasons** of a verdict are the facts at its level. Each of them alone gives that level, and the level changes
  exactly when all of them are gone.
- A **repair** takes one or several differences away and leaves the level named beside it. A declaration leaves what is
  named only if the fact proves to be the same on both sides: it is the best that can come of it.
- What is not declared gives UNKNOWN, never a better level. A pair that a declared fact makes not comparable stays so
  whatever else is undeclared.
- A rule *inside one source* is for two periods of one source, *between two* for different sources; the others are for
  both. A figure against itself is comparable, whatever it does not declare.
- A figure limited to victims under 18 is judged by what the facts about age then are."""


def comparability_rules() -> str:
    """The page."""
    book = rulebook()
    contents = table(["fact", "about", "declared in", "needed for"], map(_line, book.facts))
    sections = (_section(fact, [rule for rule in book.rules if rule.fact == fact.fact]) for fact in book.facts)
    made_from = "schemas/comparability_facts.csv and schemas/comparability_rules.csv"
    return page(
        "Rules of comparability", made_from, parts=[_INTRO, "## Levels", _levels(), "## Facts", contents, *sections]
    )


def _levels() -> str:
    rows = sorted(codelist.rows("verdict"), key=lambda row: int(row["rank"]))
    return table(
        ["level, from best to worst", "meaning"], ([code(row["code"]), plain(row["definition"])] for row in rows)
    )


def _line(fact: FactKind) -> list[str]:
    needed = ", ".join(map(code, fact.dimensions)) or "every figure"
    return [f"[{fact.fact}](#{fact.fact})", plain(fact.topic), code(fact.declared_in), needed]


def _section(fact: FactKind, rules: list[Rule]) -> str:
    heads = ["relation", "values", "level", "in words", "repair", "leaves", "source"]
    under_18 = ", ".join(f"{code(value)} becomes {code(then)}" for value, then in fact.under_18.items())
    restricted = f" Limited to victims under 18: {under_18}." if under_18 else ""
    listed = f" Values: [{fact.codelist}](codebook.md#{fact.codelist})." if fact.codelist else ""
    about = f"{plain(fact.definition)}{listed}{restricted} Source: {plain(fact.source)}."
    return f"### {fact.fact}\n\n{about}\n\n{table(heads, map(_rule, rules))}"


def _rule(rule: Rule) -> list[str]:
    where = {"ANY": "", "ONE": " inside one source", "TWO": " between two"}[rule.within]
    repairs = {row["code"]: row["label"] for row in codelist.rows("repair")}
    return [
        f"{code(rule.relation)}{where}",
        f"{_values(rule.one)} against {_values(rule.other)}" if rule.one else "",
        code(rule.level),
        plain(rule.text),
        plain(repairs.get(rule.repair)),
        code(rule.repaired),
        plain(rule.citation),
    ]


def _values(values: tuple[str, ...]) -> str:
    return " or ".join("any other" if value == "*" else code(value) for value in values)
