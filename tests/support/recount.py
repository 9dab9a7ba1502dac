"""Figures worked out once more from the cells that an explanation lists: nothing of the warehouse is asked."""

from collections.abc import Callable, Iterable

import polars as pl

from pipelines.derivation.explain import Explanation
from schemas import codelist
from schemas.codelist import ALL, missing_codes
from warehouse.comparability.figures import bounded
from warehouse.explain.rows import Row

Bounds = tuple[int, int | None, int]
Said = tuple[bool, bool, bool]


def leaves(dimension: str, code: str) -> set[str]:
    """The true values of a code; none for a code that says why there is no answer."""
    return set() if code in missing_codes() else set(codelist.codelist(dimension).leaves_of(code))


def of_code(dimension: str, code: str) -> Callable[[str, str], Said]:
    """What one recorded code with its relation says of a code: surely, possibly, possibly and open."""
    wanted = leaves(dimension, code)

    def says(recorded: str, relation: str) -> Said:
        if code == ALL:
            return True, True, False
        if code in missing_codes():
            return recorded == code and relation not in {"WIDER", "INEXACT"}, recorded == code, False
        held = leaves(dimension, recorded)
        meets = not held.isdisjoint(wanted) if held else recorded != "_Z"
        inside = bool(held) and held <= wanted and relation not in {"WIDER", "INEXACT"}
        return inside, meets or relation in {"WIDER", "INEXACT"}, meets and relation in {"NARROWER", "INEXACT"}

    return says


def of_values(dimension: str, holds: Iterable[str]) -> Callable[[str, str], Said]:
    """The same for a set of true values; in the set of all of them lies also what is not known."""
    wanted = set(holds)
    is_whole = wanted == codelist.codelist(dimension).leaves

    def says(recorded: str, relation: str) -> Said:
        held = leaves(dimension, recorded)
        meets = not held.isdisjoint(wanted) if held else recorded != "_Z"
        is_part = held <= wanted if held else is_whole and recorded != "_Z"
        is_loose = relation in {"WIDER", "INEXACT"}
        return is_part and not is_loose, meets or is_loose, meets and relation in {"NARROWER", "INEXACT"}

    return says


def records(cells: pl.DataFrame, *says: Callable[[str, str], Said]) -> Bounds:
    """Lower, upper and base from the recorded codes of the cells; with two meanings both must hold."""
    told = [
        [_any(says[at], text, relation) for at, (text, relation) in enumerate(zip(*pair, strict=True))]
        for pair in ((a.split(" and "), b.split(" and ")) for a, b in cells.select("said", "relation").iter_rows())
    ]
    lower = sum(all(each[0] for each in record) for record in told)
    upper = sum(all(each[1] for each in record) for record in told)
    is_open = any(all(each[1] for each in record) and any(each[2] for each in record) for record in told)
    return lower, None if is_open else upper, len(told)


def _any(says: Callable[[str, str], Said], text: str, relation: str) -> Said:
    found = [says(*each) for each in zip(text.split("|"), relation.split("|"), strict=True)]
    return any(each[0] for each in found), any(each[1] for each in found), any(each[2] for each in found)


def figure(found: Explanation, printed: pl.DataFrame) -> Row:
    """The figure's row worked out from the listed cells alone. `printed`: core.figure."""
    place = ["source_id", "edition", "figure_id"]
    listed = printed.join(found.origin.figures.select(place).unique(), on=place, how="semi", maintain_order="left")
    row = found.row
    [worked] = bounded(listed).filter(source_id=row["source_id"], edition=row["edition"]).filter(
        (pl.col("figure_id") == row["cell_id"]) & (pl.col("period") == row["period"])
    ).to_dicts()  # fmt: skip
    return worked
