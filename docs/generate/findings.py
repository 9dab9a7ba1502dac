"""`docs/findings.md`: every message that can be shown, with its remedy."""

from docs.generate.markdown import code, page, plain
from schemas import finding
from schemas.finding import SEVERITIES, FindingKind

_INTRO = """Everything the pipeline can say about a delivery or a published figure. Findings are never capped: each
failing cell has its own, with file, sheet, cell, value and remedy. `{value}`, `{column}` and `{detail}` are filled
in from the cell; a value is shown only where it is short and plain, otherwise its length is shown."""
_MEANING = {
    "blocks": "the row, or the whole edition where the scope is *edition*, does not enter the warehouse",
    "warns": "it is taken in, and flagged",
    "asks": "it is taken in; a question to the publisher, or advice to the reader",
}


def findings() -> str:
    """The page."""
    kinds = finding.catalogue().values()
    meanings = "\n".join(f"- **{name}**: {_MEANING[name]}." for name in SEVERITIES)
    groups = [_group(scope, [kind for kind in kinds if kind.scope == scope]) for scope in ("edition", "row", "figure")]
    return page("Findings", "schemas/findings.csv", parts=[_INTRO, meanings, *groups])


_SCOPES = {
    "edition": "About a whole delivery, sheet, table or column",
    "row": "About one row or cell",
    "figure": "About figures in the warehouse",
}


def _group(scope: str, kinds: list[FindingKind]) -> str:
    return "\n\n".join([f"## {_SCOPES[scope]}", *(_entry(kind) for kind in kinds)])


def _entry(kind: FindingKind) -> str:
    lines = [
        f"- Severity: {code(kind.severity)}; scope: {code(kind.scope)}",
        f"- Says: {plain(kind.text)}",
        f"- What to do: {plain(kind.remedy)}",
        f"- Who can: {kind.who}",
    ]
    return f"### {kind.finding_id}\n\n" + "\n".join(lines)
