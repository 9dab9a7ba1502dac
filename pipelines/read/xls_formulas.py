"""Formulas of an old workbook that were never reckoned: whoever opens the workbook is to do so."""

from bisect import bisect_right
from collections import defaultdict

from pipelines.read.xls_records import Record

_BOUND_SHEET, _WORKSHEET = 0x85, 0
_FORMULA, _RESULT, _FLAGS = 0x06, slice(6, 14), 14
_CALCULATE_ON_OPEN = 0x2
_NOUGHT = bytes(8)
_NO_TEXT = b"\x03"  # with 0xFFFF at the end
KINDS = frozenset((_BOUND_SHEET, _FORMULA))


def uncalculated(found: list[Record]) -> dict[int, list[tuple[int, int]]]:
    """Row and column, from 1, of formulas without a true result, by the number of their sheet.

    One is a nought that is to be reckoned when the file is opened, another an empty text where no formula of the
    whole workbook has more.
    """
    formulas = [each for each in found if each.kind == _FORMULA and len(each.content) > _FLAGS + 1]
    are_blank = all(_is_blank(each) for each in formulas)
    starts = [
        int.from_bytes(each.content[:4], "little")
        for each in found
        if each.kind == _BOUND_SHEET and each.content[5:6] == bytes([_WORKSHEET])
    ]
    order = sorted(range(len(starts)), key=starts.__getitem__)
    sorted_starts = sorted(starts)
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for each in formulas:
        at = bisect_right(sorted_starts, each.at)
        if at and (are_blank or _is_unreckoned(each)):
            places[order[at - 1]].append((each.whole(0) + 1, each.whole(2) + 1))
    return places


def _is_blank(record: Record) -> bool:
    result = record.content[_RESULT]
    return result[:1] == _NO_TEXT and result[6:] == b"\xff\xff"


def _is_unreckoned(record: Record) -> bool:
    return record.content[_RESULT] == _NOUGHT and bool(record.whole(_FLAGS) & _CALCULATE_ON_OPEN)
