"""What the stages hand to the warehouse: accepted rows, findings, editions and everything declared, as frames."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import catalogue, stage
from pipelines.corrections import CORRECTED
from pipelines.register import approved, corrections
from pipelines.register.deliveries import in_force, standing
from pipelines.register.versions import Standing
from pipelines.register.waivers import granted
from pipelines.rules.around import Around, around
from schemas import codelist, figure, finding, incident, rule_outcome
from schemas.counting import Fact
from schemas.disclosure import FREQUENCY_THRESHOLD
from schemas.rule import Rule, book
from schemas.source import Source

Frames = dict[str, pl.LazyFrame]

_EDITION = {
    "source_id": pl.String, "edition": pl.String, "state": pl.String, "revises": pl.String, "period_start": pl.Date,
    "period_end": pl.Date, "file": pl.String, "sha256": pl.String, "rows_read": pl.Int64, "rows_accepted": pl.Int64,
    "rows_rejected": pl.Int64, "rows_excluded": pl.Int64,
}  # fmt: skip
_SOURCE = dict.fromkeys(("source_id", "title", "publisher", "country", "geo_code", "language"), pl.String) | {
    "is_model": pl.Boolean, "level": pl.String, "citation": pl.String,
}  # fmt: skip
_FACT = {"source_id": pl.String, "fact": pl.String, "value": pl.String, "valid_from": pl.Date, "valid_to": pl.Date,
         "cite": pl.String}  # fmt: skip
_BREAK = {
    "source_id": pl.String, "at": pl.Date, "cause": pl.String, "dimension": pl.String, "note": pl.String,
}  # fmt: skip
_MENTION = dict.fromkeys(("country", "document", "section", "victim_age", "geo_code"), pl.String) | {
    "period_start": pl.Date, "period_end": pl.Date,
}  # fmt: skip
_RULE = {"number": pl.Int64, "since": pl.Date, "is_waivable": pl.Boolean} | dict.fromkeys(
    ("rule_id", "family", "home", "applies_to", "state", "severity", "scope", "reason", "example", "remedy", "who"),
    pl.String,
)  # fmt: skip
_WAIVER = {"source_id": pl.String, "edition": pl.String, "rule_id": pl.String, "reason": pl.String,
           "approver": pl.String, "expires": pl.Date}  # fmt: skip
_CORRECTION = {"source_id": pl.String, "edition": pl.String} | CORRECTED | dict.fromkeys(
    ("reason", "author", "reviewer", "approved_on"), pl.String
) | {"expires": pl.Date}  # fmt: skip
_EXCLUSION = {"source_id": pl.String, "edition": pl.String, "sheet": pl.String, "row": pl.Int64, "rule": pl.String}


@dataclass(frozen=True)
class Said:
    """What people have said when a snapshot is made, as the register has it.

    `standing`: editions that were not withdrawn; `lacking`: by source, what is not approved; `waivers`, `corrections`:
    those the editions were made with, and who is responsible for each.
    """

    standing: list[tuple[str, str]]
    lacking: dict[str, list[Standing]]
    waivers: list[dict[str, Any]]
    corrections: list[dict[str, Any]]

    @property
    def accepted(self) -> list[tuple[str, str]]:
        """The editions whose rows are in the snapshot."""
        return [each for each in self.standing if each[0] not in self.lacking]


def said_now() -> Said:
    """What stands now."""
    sources = {each.source_id: each for each in catalogue.sources()}
    lacking = approved.lacking(sources.values())
    stands = [each for each in standing(stage.kept()) if each[0] in sources]
    accepted = [each for each in stands if each[0] not in lacking]
    return Said(stands, lacking, granted(_waived(accepted)), corrections.made(accepted))


def frames(asked: Said | None = None) -> Frames:
    """Every input by name: what is declared, the rules, and the editions with rows, findings and outcomes of rules.

    `asked`: what people have said, as it stands now if not given.
    """
    said = asked or said_now()
    sources = {each.source_id: each for each in catalogue.sources()}
    accepted, lacking = said.accepted, said.lacking
    held = [each for each in said.standing if each[0] in lacking]
    refused = [each for each in stage.kept(refused=True) if each[0] in sources]
    records = [each for each in accepted if sources[each[0]].is_incident_level]
    around_them = _asked(sources, accepted)
    return {
        **_declared(list(sources.values()), lacking.keys()),
        "edition": _editions(sources, {"ACCEPTED": accepted, "REFUSED": refused, "HELD": held}),
        "incident": _rows("accepted", records, empty=incident.empty()),
        "figure": _rows("accepted", [each for each in accepted if each not in records], empty=figure.empty()),
        "exclusion": pl.concat([pl.LazyFrame(schema=_EXCLUSION), *map(_excluded, accepted)]),
        "finding": pl.concat(
            [
                _both(
                    "findings", (accepted, refused), empty=finding.empty(), more=[each.findings for each in around_them]
                ),
                *(_held(sources[each[0]], each[1], open_=lacking[each[0]]) for each in held),
            ]
        ),
        "shadow_finding": _both(
            "shadow", (accepted, refused), empty=finding.empty(), more=[each.shadow for each in around_them]
        ),
        "rule_outcome": _both(
            "rules",
            (accepted, refused),
            empty=rule_outcome.empty(),
            more=[each.rules for each in around_them],
            column="delivery",
        ),
        "correction": pl.LazyFrame(said.corrections, schema=_CORRECTION),
        "waiver": pl.LazyFrame(said.waivers, schema=_WAIVER),
    }


def _held(source: Source, edition: str, *, open_: list[Standing]) -> pl.LazyFrame:
    """Why an edition that was taken in is not here."""
    return approved.findings(source, edition, open_=open_).lazy().with_columns(state=pl.lit("HELD"))


def _asked(sources: dict[str, Source], accepted: list[tuple[str, str]]) -> list[Around]:
    """What the rules that look beyond one delivery say of every accepted one."""
    found = [(*each, profile) for each in accepted if (profile := stage.profile_of(*each)) is not None]
    profiles: dict[str, dict[str, pl.DataFrame]] = {}
    for source_id, edition, profile in found:
        profiles.setdefault(source_id, {})[edition] = profile
    return [
        around(
            sources[source_id],
            edition,
            profiles=profiles[source_id],
            standing=stage.standing_kept(stage.told(source_id, edition)),
        )
        for source_id, edition, _ in found
    ]


def _waived(accepted: list[tuple[str, str]]) -> set[tuple[str, str, str]]:
    """Source, edition and rule of the waivers that counted when the accepted rows were made."""
    return {(*each, rule_id) for each in accepted for rule_id in stage.standing_kept(stage.told(*each)).waived}


def _both(
    name: str, editions: tuple[list[tuple[str, str]], list[tuple[str, str]]], *, empty: pl.DataFrame,
    more: list[pl.DataFrame], column: str = "state",
) -> pl.LazyFrame:  # fmt: skip
    """A frame of accepted editions, with what was asked of them since, and of refused ones; `column` says which."""
    accepted = pl.concat([_rows(name, editions[0], empty=empty), *(each.lazy() for each in more)])
    refused = _rows(name, editions[1], empty=empty, refused=True)
    told = zip((accepted, refused), ("ACCEPTED", "REFUSED"), strict=True)
    return pl.concat([frame.with_columns(pl.lit(state).alias(column)) for frame, state in told])


def inputs(asked: Said | None = None) -> dict[str, pl.LazyFrame | list[Path]]:
    """The frames, with the records as the files they lie in: the warehouse reads these without a copy in memory."""
    said = asked or said_now()
    known = {each.source_id: each.is_incident_level for each in catalogue.sources()}
    here = [each for each in said.accepted if known.get(each[0])]
    files = [stage.folder_of("core", *each) / "accepted.parquet" for each in here]
    return {**frames(said), **({"incident": files} if files else {})}


def fingerprint() -> str:
    """Hash of everything a snapshot is made from; the same inputs need no new snapshot."""
    outcomes = [stage.told(*each) for each in in_force(stage.kept())]
    refusals = [stage.told(*each, refused=True) for each in stage.kept(refused=True)]
    held = approved.in_words(approved.all_lacking())
    root = Path(__file__).parent.parent
    made_by = [*(root / "warehouse").rglob("*.*"), *(root / "schemas").rglob("*.csv")]
    code = sorted(path for path in made_by if path.suffix in {".sql", ".py", ".csv"})
    told = (*catalogue.paths().values(), *catalogue.mention_paths(), *code)
    texts = [path.read_text(encoding="utf-8") for path in told]
    return stage.hash_of([json.dumps([outcomes, refusals, held]), stage.code_hash(), *texts])


def _declared(sources: list[Source], held: Collection[str]) -> Frames:
    """What the source files and codelists say; how a source counts only where what it says of that is approved."""
    approved_sources = [each for each in sources if each.source_id not in held]
    facts = [row for each in approved_sources for row in _fact_rows(each)]
    codes = [row for name in codelist.names() for row in _code_rows(name)]
    return {
        "source": pl.LazyFrame([_source_row(each) for each in sources], schema=_SOURCE),
        "fact": pl.LazyFrame(facts, schema=_FACT),
        "code": pl.LazyFrame(codes),
        "break": pl.LazyFrame([row for each in approved_sources for row in _break_rows(each)], schema=_BREAK),
        "mention": pl.LazyFrame(
            [row for path in catalogue.mention_paths() for row in _mention_rows(path)], schema=_MENTION
        ),
        "rule": pl.LazyFrame([_rule_row(each) for each in book().values()], schema=_RULE),
    }


def _editions(sources: dict[str, Source], editions: Mapping[str, list[tuple[str, str]]]) -> pl.LazyFrame:
    rows = [
        _edition_row(sources[source_id], edition, state=state)
        for state, every in editions.items()
        for source_id, edition in every
    ]
    return pl.LazyFrame(rows, schema=_EDITION)


def _rows(name: str, editions: list[tuple[str, str]], *, empty: pl.DataFrame, refused: bool = False) -> pl.LazyFrame:
    step = "refused" if refused else "core"
    paths = [stage.folder_of(step, *each) / f"{name}.parquet" for each in editions]
    made = [path for path in paths if path.exists()]  # an earlier release of the program kept fewer frames
    return pl.concat([empty.lazy(), *(pl.scan_parquet(path) for path in made)])


def _excluded(edition: tuple[str, str]) -> pl.LazyFrame:
    path = stage.folder_of("core", *edition) / "excluded.parquet"
    place = pl.lit(edition[0]).alias("source_id"), pl.lit(edition[1]).alias("edition")
    return pl.scan_parquet(path).select(*place, "sheet", "row", "rule")


def _source_row(source: Source) -> dict[str, object]:
    plain = ("source_id", "title", "publisher", "country", "geo_code", "language", "is_model")
    return {name: getattr(source, name) for name in plain} | {
        "level": "INCIDENT" if source.is_incident_level else "FIGURE",
        "citation": next(iter(source.documents.values())),
    }


def _fact_rows(source: Source) -> list[dict[str, str | date | None]]:
    stated = source.counting.stated()
    if source.disclosure:
        own = Fact(value=str(source.disclosure.frequency_threshold), cite=source.disclosure.cite)
        stated = stated | {FREQUENCY_THRESHOLD: (own,)}
    return [
        {"source_id": source.source_id, "fact": name, **fact.model_dump()}
        for name, facts in stated.items()
        for fact in facts
    ]


def _rule_row(rule: Rule) -> dict[str, object]:
    return {name: getattr(rule, name, getattr(rule.kind, name, None)) for name in _RULE}


def _break_rows(source: Source) -> list[dict[str, object]]:
    return [{"source_id": source.source_id, **each.model_dump()} for each in source.breaks]


def _mention_rows(path: Path) -> list[dict[str, object]]:
    country = path.parent.name.upper()
    return [{"country": country, **each.model_dump()} for each in catalogue.load_mentions(path).mentions]


def _code_rows(name: str) -> list[dict[str, str]]:
    kept = ("code", "label", "definition", "parent", "members", "source", "since")
    return [
        {"codelist": row.get("dimension", name), **{column: row[column] for column in kept}}
        for row in codelist.rows(name)
    ]


def _edition_row(source: Source, edition: str, *, state: str) -> dict[str, object]:
    declared = source.edition_named(edition)
    told = stage.told(source.source_id, edition, refused=state == "REFUSED")
    counts = ("file", "sha256", "rows_read", "rows_accepted", "rows_rejected", "rows_excluded")
    named = {name: getattr(declared, name, None) for name in ("revises", "period_start", "period_end")}
    return {
        "source_id": source.source_id,
        "edition": edition,
        "state": state,
        **named,
        **{name: told[name] for name in counts},
    }
