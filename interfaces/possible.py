"""`oscec possible`: whether a published table can be what it is read as, and of how many records."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from interfaces import show
from interfaces.ending import BLOCKED, CLEAN, CommandError
from warehouse.comparability.possible import Reading, Share, can_be_union, readings
from warehouse.comparability.shares import count_interval

MOST = 100_000
T = TypeVar("T")
_SHOWN = 20
_RANGE = re.compile(r"(\d+)-(\d+)")
_SHARE = re.compile(r"\d{1,3}(?:\.(\d{1,6}))?")


Judged = tuple[Reading, dict[str, bool]]


@dataclass(frozen=True)
class Asked:
    """A published table as typed: shares in percent and counts, separated by commas, and how many records there are."""

    shares: str
    counts: str
    n: str
    several: str | None
    claims: tuple[str, ...]


def possible(asked: Asked, *, as_json: bool) -> int:
    """Print how the table can be read; blocked where no number of records fits it as claimed."""
    bases = _bases(asked.n)
    judged = _judged(asked, bases)
    fitting = [(reading, said) for reading, said in judged if all(said[claim] for claim in asked.claims)]
    if as_json:
        show.as_json({"is_possible": bool(fitting), "n": [_told(*each) for each in fitting or judged]})
    else:
        _show(asked, bases, judged=judged, fitting=fitting)
    return CLEAN if fitting else BLOCKED


def _judged(asked: Asked, bases: list[int]) -> list[Judged]:
    """Every number of records that gives the printed numbers, and how the table can be read then."""
    shares, counts = _shares(asked.shares), _counts(asked.counts)
    if not shares and not counts:
        raise CommandError("Nothing to judge: give --shares 78,15,8 or --counts 8,4,2, or both.")
    if shares and counts and len(shares) != len(counts):
        raise CommandError(
            f"--shares has {len(shares)} numbers and --counts has {len(counts)}: give one for each category."
        )
    several = _shares(asked.several or "", "--several")
    return [(each, _verdicts(each, several)) for each in readings(shares, bases, counts=counts)]


def _show(asked: Asked, bases: list[int], *, judged: list[Judged], fitting: list[Judged]) -> None:
    if len(bases) == 1 and judged:
        _show_one(*judged[0], labels=_labels(asked))
    else:
        _show_several(fitting, len(bases), asked=asked)
    if not fitting:
        why = "" if judged else _no_count(len(bases), asked.n)
        show.say(f"{_claimed(asked)}: not possible{why}.", "bold red")
    elif asked.claims:
        show.say(f"{_claimed(asked)}: possible.", "green")


def _verdicts(reading: Reading, several: list[Share]) -> dict[str, bool]:
    said = {
        "exclusive": reading.is_exclusive,
        "exhaustive": reading.is_exhaustive,
        "partition": reading.is_exclusive and reading.is_exhaustive,
        "nested": reading.is_nested,
    }
    if several:
        twice = count_interval(*several[0], reading.base)
        said["union"] = twice is not None and can_be_union(reading.counts, twice, base=reading.base)
    return said


def _told(reading: Reading, said: dict[str, bool]) -> dict[str, object]:
    return {
        "n": reading.base,
        "counts": reading.counts,
        "needs": reading.needs,
        "undescribed": reading.undescribed,
        **said,
    }


def _show_one(reading: Reading, said: dict[str, bool], *, labels: Sequence[str]) -> None:
    body = [(label, *map(_number, ends)) for label, ends in zip(labels, reading.counts, strict=True)]
    show.rows(["category", "at least", "at most"], body, numbers=["at least", "at most"])
    why = _reasons(reading)
    show.rows(
        ["read as", "possible", "because"], [(name, _yes(is_so), why[name][is_so]) for name, is_so in said.items()]
    )


def _reasons(reading: Reading) -> dict[str, tuple[str, str]]:
    """Why a reading is not possible, and what it means where it is."""
    enough = f"needs at least {reading.needs:,} of {reading.base:,}"
    left = f"; {_interval(reading.undescribed)} records are in none" if reading.undescribed else ""
    return {
        "exclusive": (f"{enough}: at least {reading.needs - reading.base:,} stand in two", f"{enough}{left}"),
        "exhaustive": ("some records are in none", "the categories can take in every record"),
        "partition": ("not both exclusive and exhaustive", "exclusive and exhaustive"),
        "nested": ("a category is larger than one before it", "each can be part of the one before it"),
        "union": ("they cannot cover exactly the base", "with those in two of them, they cover exactly the base"),
    }


def _show_several(fitting: list[Judged], tried: int, *, asked: Asked) -> None:
    names = list(fitting[0][1]) if fitting else []
    body = [
        (f"{reading.base:,}", ", ".join(map(_interval, reading.counts)), *(_yes(is_so) for is_so in said.values()))
        for reading, said in fitting[:_SHOWN]
    ]
    if fitting:
        show.rows(["n", "counts", *names], body, numbers=["n"])
    more = f" {_SHOWN} are shown, --json gives all." if len(fitting) > _SHOWN else ""
    show.say(f"{len(fitting):,} of {tried:,} numbers of records fit ({asked.n}).{more}")


def _labels(asked: Asked) -> list[str]:
    shares = [f"{each} %" for each in _split(asked.shares)]
    counts = _split(asked.counts)
    return (
        [f"{count} ({share})" for count, share in zip(counts, shares, strict=True)]
        if shares and counts
        else shares or counts
    )


def _claimed(asked: Asked) -> str:
    return " and ".join(asked.claims).capitalize() if asked.claims else "The table"


def _no_count(tried: int, n: str) -> str:
    return f": no count of {n} is printed so" if tried == 1 else ": no number of records gives these shares"


def _shares(text: str, option: str = "--shares") -> list[Share]:
    return [_read(each, option, reader=_share) for each in _split(text)]


def _counts(text: str) -> list[int]:
    return [_read(each, "--counts", reader=int) for each in _split(text)]


def _share(text: str) -> Share:
    match = _SHARE.fullmatch(text)
    if not match or float(text) > 100:  # noqa: PLR2004 - per cent
        raise ValueError(text)
    return float(text), len(match[1] or "")


def _bases(text: str) -> list[int]:
    spans = [_span(part) for part in _split(text)]
    tried = sum(len(span) for span in spans)
    if tried > MOST:
        raise CommandError(f"--n: {tried:,} numbers are more than the {MOST:,} that can be tried at once.")
    found = sorted({base for span in spans for base in span})
    if not found or found[0] < 1:
        raise CommandError("--n: give how many records there are, such as 1428, 87,95 or 1-140; at least 1.")
    return found


def _span(text: str) -> range:
    ends = _RANGE.fullmatch(text)
    first, last = (int(ends[1]), int(ends[2])) if ends else [_read(text, "--n", reader=int)] * 2
    return range(first, last + 1)


def _read(text: str, option: str, *, reader: Callable[[str], T]) -> T:
    try:
        return reader(text)
    except ValueError:
        raise CommandError(
            f"{option}: {text!r} is not such a number; separate numbers by commas: 78,5,46.56."
        ) from None


def _split(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _interval(ends: tuple[int, int]) -> str:
    return f"{ends[0]:,}" if ends[0] == ends[1] else f"{ends[0]:,} to {ends[1]:,}"


def _number(value: int) -> str:
    return f"{value:,}"


def _yes(is_so: bool) -> str:  # noqa: FBT001 - a value to print
    return "yes" if is_so else "no"
