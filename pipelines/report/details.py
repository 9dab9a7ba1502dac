"""What a finding says in `detail`, in another language: its English template is recognised, that of the other filled.

Slots hold codes, numbers and names as they are. One that begins with `our_` holds phrases of our own parted by `; `,
one that begins with `list_` holds some parted by `, `: each phrase is made by a template of `ANY`.
"""

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import polars as pl

ANY = "*"
SLOT = re.compile(r"\{(\w+)\}")
_PARTED = {"our": "; ", "list": ", "}
_BLANK = " ;.:"


@cache
def templates() -> dict[str, tuple[str, ...]]:
    """Templates of `schemas/details.csv` by finding id, and those of our own words under ANY."""
    text = files("schemas").joinpath("details.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        found[row["finding_id"]] = (*found.get(row["finding_id"], ()), row["template"])
    return found


def translated() -> set[str]:
    """Templates that hold words, which every catalogue translates; the others are nothing but slots."""
    return {each for known in templates().values() for each in known if SLOT.sub("", each).strip(_BLANK)}


def pattern(template: str) -> str:
    """The regular expression of the texts that a template makes; each slot is a group."""
    parts = SLOT.split(template)
    return "(?s)^" + "".join("(.*)" if at % 2 else re.escape(part) for at, part in enumerate(parts)) + "$"


def separator_of(slot: str) -> str | None:
    """What parts the phrases of our own in a slot; None for a slot that holds a value."""
    return _PARTED.get(slot.partition("_")[0])


def told(text: pl.Expr, finding_id: str, *, known: Mapping[str, str]) -> pl.Expr:
    """Details of one kind of finding with the words of a catalogue; a text that no template makes stays as it is."""
    said = text
    for template in sorted(templates().get(finding_id, ()), key=_words):  # the one with most words is asked first
        is_made = text.str.contains(pattern(template))
        said = pl.when(is_made).then(_filled(text, template, known=known)).otherwise(said)
    return said


def _words(template: str) -> int:
    return len(SLOT.sub("", template))


def _filled(text: pl.Expr, template: str, *, known: Mapping[str, str]) -> pl.Expr:
    """The template of the other language with what the slots of the English one hold."""
    slots = {name: text.str.extract(pattern(template), at) for at, name in enumerate(SLOT.findall(template), 1)}
    parts = enumerate(SLOT.split(known.get(template, template)))
    return pl.concat_str(
        *(_slot(part, slots[part], known=known) if at % 2 else pl.lit(part) for at, part in parts if part)
    )


def _slot(name: str, text: pl.Expr, *, known: Mapping[str, str]) -> pl.Expr:
    separator = separator_of(name)
    if separator is None:
        return text
    return text.str.split(separator).list.eval(told(pl.element(), ANY, known=known)).list.join(separator)
