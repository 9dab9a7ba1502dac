"""Bounded bars as SVG: one bar an interval, both ends marked; no bar a part of another; equal cells, equal bytes."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from interfaces import show

# Okabe and Ito (2008): told apart by people with every kind of colour vision
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442")
_LEFT, _WIDTH, _BAR, _GAP, _HEAD, _TOP = 250, 520, 14, 7, 26, 62
_LINE = 150  # signs of a line under the picture
_CAVEAT = (
    "Each bar is the interval in which the share of all records of that source and period lies; a diamond is an exact"
    " share. Bars are not parts of one whole. Whether two bars may be compared is a question of its own:"
    " oscec compare says."
)
Cell = Mapping[str, Any]


def svg(cells: Sequence[Cell], dimension: str, *, citations: Mapping[str, str]) -> str:
    """The picture of the cells that have shares. Raises ValueError where none has: there is nothing to draw."""
    drawn = [cell for cell in cells if cell["share_lower"] is not None]
    if not drawn:
        raise ValueError("none of these cells has a known base, so there are no shares to draw")
    labels = list(dict.fromkeys(_label(cell) for cell in drawn))
    colour = {label: COLOURS[at % len(COLOURS)] for at, label in enumerate(labels)}
    groups, height = _groups(drawn, colour)
    is_model = any(cell["is_model"] for cell in drawn)
    notes = [_CAVEAT, *(f"{source}: {text}" for source, text in citations.items())]
    lines = [line for note in notes for line in _wrapped(show.clean(note))]
    room = Environment(
        loader=PackageLoader("interfaces"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        autoescape=True, keep_trailing_newline=True,
    )  # fmt: skip
    return room.get_template("plot.svg.j2").render(
        title=f"{dimension}: share of all records, at least and at most", groups=groups, left=_LEFT, width=_WIDTH,
        bar=_BAR, top=_TOP, bottom=height, lines=lines, is_model=is_model, ticks=range(0, 101, 20),
        total_height=height + 46 + 16 * len(lines), total_width=_LEFT + _WIDTH + 170,
    )  # fmt: skip


def _label(cell: Cell) -> str:
    return show.clean(f"{cell['source_id']} {cell['period']}")


def _category(cell: Cell) -> str:
    """The category; of bands that differ by sex also whose it is."""
    return f"{cell['code']}, sex {cell['sex']}" if cell["sex"] else str(cell["code"])


def _groups(cells: Sequence[Cell], colour: Mapping[str, str]) -> tuple[list[dict[str, object]], int]:
    """The bars of each category with their place, and where the last ends."""
    y, groups = _TOP, []
    for name, each in groupby(cells, key=_category):
        bars, at = [], y + _HEAD - 8
        for cell in each:
            bars.append(_bar(cell, at, colour=colour[_label(cell)]))
            at += _BAR + _GAP
        groups.append({"name": show.clean(name), "y": y + 8, "bars": bars})
        y = at + 6
    return groups, y


def _bar(cell: Cell, y: int, *, colour: str) -> dict[str, object]:
    low, high = (round(_LEFT + _WIDTH * float(cell[end]), 1) for end in ("share_lower", "share_upper"))
    ends = [f"{100 * float(cell[end]):.1f}" for end in ("share_lower", "share_upper")]
    told = f"{ends[0]} %" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]} %"
    mark = " (invented)" if cell["is_model"] else ""
    return {
        "label": f"{_label(cell)}{mark}", "y": y, "low": low, "high": high, "is_exact": ends[0] == ends[1],
        "colour": colour, "told": f"{told} of {cell['base']:,}", "is_model": cell["is_model"],
    }  # fmt: skip


def _wrapped(text: str) -> Iterable[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) + 1 > _LINE:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line
