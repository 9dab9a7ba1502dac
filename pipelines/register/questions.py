"""Questions to providers and their answers, which hold in later periods as long as the data they were given for."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from pipelines.deliver import Outcome
from pipelines.register import acts, ask, record
from pipelines.register.entry import canonical
from pipelines.register.errors import RegisterError

_DATA = ("finding_id", "column_name", "value", "detail")
_RECORD = ("edition", "sheet", "row", "cell")  # a question about one record is about that record alone
_HASH = "data_hash"


@dataclass(frozen=True)
class Question:
    """One thing asked. `data_hash`: the rule and the data asked about; `answer`: what was said to these very data."""

    source_id: str
    edition: str
    rule: str
    text: str
    data_hash: str
    answer: str | None = None
    answered_for: str | None = None
    answered_by: str | None = None
    answered_on: str | None = None


def questions(findings: pl.DataFrame) -> list[Question]:
    """What findings ask of their providers, each thing once, with the answer that still holds."""
    asked = _hashed(findings.filter(severity="asks")).unique(["source_id", "edition", _HASH], maintain_order=True)
    return _answered(
        Question(row["source_id"], row["edition"] or "", row["finding_id"], row["text"], row[_HASH])
        for row in asked.iter_rows(named=True)
    )


def _hashed(asked: pl.DataFrame) -> pl.DataFrame:
    """Findings that ask, each with the hash of what it is about; there are few, so that rows are taken one by one."""
    hashes = [_hash(row) for row in asked.select("scope", *_DATA, *_RECORD).iter_rows(named=True)]
    return asked.with_columns(pl.Series(_HASH, hashes, pl.String))


def _hash(row: dict[str, object]) -> str:
    names = (*_DATA, *(_RECORD if row["scope"] == "row" else ()))
    return hashlib.sha256(canonical([row[name] for name in names])).hexdigest()


def _answered(asked: Iterable[Question]) -> list[Question]:
    with record.reading() as register:
        if register is None:
            return list(asked)
        found = [(each, ask.answer_to(register, each.source_id, data_hash=each.data_hash)) for each in asked]
    return [replace(each, **_said(dict(known))) if known else each for each, known in found]


def _said(known: dict[str, str]) -> dict[str, str]:
    names = {"answer": "text", "answered_for": "edition", "answered_by": "who", "answered_on": "time"}
    return {name: known[column] for name, column in names.items()}


def without_answered(outcome: Outcome) -> tuple[Outcome, list[Question]]:
    """A delivery as its sender is asked about it: what was answered before for the same data is not asked again."""
    known = [each for each in questions(outcome.findings) if each.answer]
    if not known:
        return outcome, []
    marked = outcome.findings.with_row_index("at")
    answered = _hashed(marked.filter(severity="asks")).filter(pl.col(_HASH).is_in([each.data_hash for each in known]))
    return replace(
        outcome, findings=marked.join(answered, on="at", how="anti", maintain_order="left").drop("at")
    ), known


def in_words(each: Question) -> str:
    """A question with its answer, in one line."""
    return (
        f"{each.text} Answered by {each.answered_by} on {(each.answered_on or '')[:10]}"
        f" for edition {each.answered_for or '-'}: {each.answer}"
    )


def answer(asked: list[Question], number: str, *, text: str) -> Question:
    """Answer the question whose hash begins with `number`. Raises RegisterError where it is none, or several."""
    named = [each for each in asked if each.data_hash.startswith(number)] if number else []
    if len({each.data_hash for each in named}) != 1:
        raise RegisterError(f"{len(named)} questions begin with {number}: `oscec audit questions` lists them")
    told = {name: getattr(named[0], name) for name in ("source_id", "edition", "rule", "data_hash")}
    record.record(acts.Answer(**told, text=text))
    return named[0]
