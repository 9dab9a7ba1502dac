"""Codelists as sets: which leaves (mutually exclusive true values) each code stands for (comparability.md 1)."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.age import OLDEST, bounds_of

Row = dict[str, str]
ALL = "_T"
NOT_APPLICABLE = "_Z"


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of `schemas/codelists/<name>.csv`, in file order."""
    text = files("schemas").joinpath("codelists", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def codes(name: str) -> frozenset[str]:
    """Every code of one list, without the missing codes that all dimensions share."""
    return frozenset(row["code"] for row in rows(name))


@cache
def content(name: str) -> bytes:
    """What two people approve of a codelist: its rows in order, however they are quoted."""
    return json.dumps(rows(name), separators=(",", ":"), ensure_ascii=True).encode()


@cache
def names() -> tuple[str, ...]:
    """Every codelist we keep, by name."""
    folder = files("schemas").joinpath("codelists")
    return tuple(sorted(entry.name.removesuffix(".csv") for entry in folder.iterdir() if entry.name.endswith(".csv")))


@cache
def missing_codes() -> frozenset[str]:
    """Codes that say why a value is absent: unknown, undetermined, not recorded and the rest (domain.md 3.16)."""
    return codes("missing")


@dataclass(frozen=True)
class Codelist:
    """One dimension's codes with the set of leaves each stands for.

    A code with children also keeps a leaf of its own, `CODE*`: in the code, but in none of its children.
    """

    name: str
    leaves_by_code: dict[str, frozenset[str]]

    @property
    def leaves(self) -> frozenset[str]:
        """Every true value of the dimension."""
        return self.leaves_by_code[ALL]

    def holds(self, code: str) -> bool:
        """Whether the code may be written in this dimension."""
        return code in self.leaves_by_code or (self.name == "victim_age" and bounds_of(code) is not None)

    def leaves_of(self, code: str) -> frozenset[str]:
        """The leaves a code is consistent with. Raises KeyError for a code that is not in the list."""
        if self.name == "victim_age" and (ends := bounds_of(code)):
            return frozenset(str(year) for year in range(ends[0], ends[1] + 1))
        return self.leaves_by_code[code]


@cache
def codelist(name: str) -> Codelist:
    """The codelist of one dimension, with the missing codes every dimension shares."""
    leaves = _age_leaves() if name == "victim_age" else _listed_leaves(name)
    everything = frozenset().union(*leaves.values())
    missing = dict.fromkeys(missing_codes() - {NOT_APPLICABLE}, everything)
    return Codelist(name, {**leaves, **missing, NOT_APPLICABLE: frozenset({NOT_APPLICABLE}), ALL: everything})


def _age_leaves() -> dict[str, frozenset[str]]:
    return {ALL: frozenset(str(year) for year in range(OLDEST + 1))}


def _listed_leaves(name: str) -> dict[str, frozenset[str]]:
    return leaves_of_rows(name, [row for row in rows(name) if row["code"] not in {ALL, *missing_codes()}])


def leaves_of_rows(name: str, listed: Sequence[Row]) -> dict[str, frozenset[str]]:
    """The leaves of every code of one list. Raises ValueError for members or parents that are not in it, and cycles."""
    groups = {row["code"]: tuple(row["members"].split("|")) for row in listed if row["members"]}
    plain = [row for row in listed if not row["members"]]
    if unknown := list(_not_listed(listed, groups)):
        raise ValueError(f"codelist {name}: these codes are not in the list: {'; '.join(unknown)}")
    if grouped := [f"{row['code']} has the parent {row['parent']}" for row in plain if row["parent"] in groups]:
        raise ValueError(f"codelist {name}: {'; '.join(grouped)}, which is a group code")
    children = {row["code"]: [each["code"] for each in plain if each["parent"] == row["code"]] for row in plain}
    try:
        return {row["code"]: _expand(row["code"], groups, children=children, path=()) for row in listed}
    except ValueError as error:
        raise ValueError(f"codelist {name}, columns parent and members: {error}") from None


def _not_listed(listed: Sequence[Row], groups: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Members and parents that no row of the list defines."""
    known = {row["code"] for row in listed}
    for code, members in groups.items():
        yield from (f"{code} has the member {member}" for member in members if member not in known)
    for row in listed:
        if row["parent"] and row["parent"] not in known:
            yield f"{row['code']} has the parent {row['parent']}"


def _expand(
    code: str, groups: dict[str, tuple[str, ...]], *, children: dict[str, list[str]], path: tuple[str, ...]
) -> frozenset[str]:
    if code in path:
        raise ValueError(f"a cycle of codes: {' > '.join((*path, code))}")
    below = groups.get(code) or tuple(children[code])
    own = frozenset() if code in groups else frozenset({f"{code}*" if below else code})
    return own.union(*(_expand(child, groups, children=children, path=(*path, code)) for child in below))
