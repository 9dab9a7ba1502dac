"""Questions to providers and their answers, which hold in later periods as long as the data they were given for."""

import hashlib
from dataclasses import dataclass

import polars as pl

from pipelines.register import acts, ask, record
from pipelines.register.entry import canonical
from pipelines.register.errors import RegisterError

_DATA = ("finding_id", "column_name", "value", "detail")


@dataclass(frozen=True)
class Question:
    """One thing asked. `data_hash`: the rule and the data asked about; `answer`: what was said to these very data."""

    source_id: str
    edition: str
    rule: str
    text: str
    data_hash: str
    answer: str | None
    answered_for: str | None


def questions(findings: pl.DataFrame) -> list[Question]:
    """What findings ask of their providers, each thing once, with the answer that still holds."""
    asked = findings.filter(severity="asks").unique(["source_id", "edition", *_DATA], maintain_order=True)
    with record.reading() as register:
        found = []
        for row in asked.iter_rows(named=True):
            data_hash = hashlib.sha256(canonical([row[name] for name in _DATA])).hexdigest()
            known = ask.answer_to(register, row["source_id"], data_hash) if register else None
            answer, answered_for = (known["text"], known["edition"]) if known else (None, None)
            place = row["source_id"], row["edition"] or "", row["finding_id"], row["text"]
            found.append(Question(*place, data_hash, answer, answered_for))
    return found


def answer(asked: list[Question], number: str, text: str) -> Question:
    """Answer the question whose hash begins with `number`. Raises RegisterError where it is none, or several."""
    named = [each for each in asked if each.data_hash.startswith(number)] if number else []
    if len({each.data_hash for each in named}) != 1:
        raise RegisterError(f"{len(named)} questions begin with {number}: `oscec audit questions` lists them")
    told = {name: getattr(named[0], name) for name in ("source_id", "edition", "rule", "data_hash")}
    record.record(acts.Answer(**told, text=text))
    return named[0]
