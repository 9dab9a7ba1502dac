"""The tags of a sheet or of its string table as columns, checked against the few shapes that bulk extracts have."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import polars as pl

from pipelines.read.marks import between, is_utf8, need, octets, places_where, table

_OPEN, _CLOSE, _SLASH = b"<>/"
_TAB, _LINE, _SPACE = b"\t\n "


class Tag(IntEnum):
    """What a tag is; of an element without content there is one tag only."""

    UNKNOWN = 0
    ROW = 1
    ROW_BLANK = 2
    ROW_END = 3
    CELL = 4
    CELL_BLANK = 5
    CELL_END = 6
    VALUE = 7
    VALUE_BLANK = 8
    VALUE_END = 9
    FORMULA = 10
    FORMULA_BLANK = 11
    FORMULA_END = 12
    INLINE = 13
    INLINE_END = 14
    TEXT = 15
    TEXT_BLANK = 16
    TEXT_END = 17
    ITEM = 18
    ITEM_BLANK = 19
    ITEM_END = 20


_SPELT = {
    b"<row ": Tag.ROW, b"</row>": Tag.ROW_END, b"<c ": Tag.CELL, b"</c>": Tag.CELL_END,
    b"<v>": Tag.VALUE, b"</v>": Tag.VALUE_END, b"<f>": Tag.FORMULA, b"</f>": Tag.FORMULA_END,
    b"<is>": Tag.INLINE, b"</is>": Tag.INLINE_END, b"<t>": Tag.TEXT, b"</t>": Tag.TEXT_END,
    b'<t xml:space="preserve">': Tag.TEXT, b"<si>": Tag.ITEM, b"</si>": Tag.ITEM_END,
}  # fmt: skip
_SPELT_BLANK = {
    b"<row ": Tag.ROW_BLANK, b"<c ": Tag.CELL_BLANK, b"<v/": Tag.VALUE_BLANK, b"<v ": Tag.VALUE_BLANK,
    b"<f/": Tag.FORMULA_BLANK, b"<f ": Tag.FORMULA_BLANK, b"<t/": Tag.TEXT_BLANK, b"<t ": Tag.TEXT_BLANK,
    b"<si/": Tag.ITEM_BLANK, b"<si ": Tag.ITEM_BLANK,
}  # fmt: skip
_FOLLOWS = {
    Tag.ROW: (Tag.CELL, Tag.CELL_BLANK, Tag.ROW_END),
    Tag.ROW_BLANK: (Tag.ROW, Tag.ROW_BLANK),
    Tag.ROW_END: (Tag.ROW, Tag.ROW_BLANK),
    Tag.CELL: (Tag.FORMULA, Tag.FORMULA_BLANK, Tag.VALUE, Tag.VALUE_BLANK, Tag.INLINE, Tag.CELL_END),
    Tag.CELL_BLANK: (Tag.CELL, Tag.CELL_BLANK, Tag.ROW_END),
    Tag.CELL_END: (Tag.CELL, Tag.CELL_BLANK, Tag.ROW_END),
    Tag.VALUE: (Tag.VALUE_END,),
    Tag.VALUE_BLANK: (Tag.CELL_END,),
    Tag.VALUE_END: (Tag.CELL_END,),
    Tag.FORMULA: (Tag.FORMULA_END,),
    Tag.FORMULA_BLANK: (Tag.VALUE, Tag.VALUE_BLANK, Tag.CELL_END),
    Tag.FORMULA_END: (Tag.VALUE, Tag.VALUE_BLANK, Tag.CELL_END),
    Tag.INLINE: (Tag.TEXT, Tag.TEXT_BLANK),
    Tag.INLINE_END: (Tag.CELL_END,),
    Tag.TEXT: (Tag.TEXT_END,),
    Tag.TEXT_BLANK: (Tag.INLINE_END, Tag.ITEM_END),
    Tag.TEXT_END: (Tag.INLINE_END, Tag.ITEM_END),
    Tag.ITEM: (Tag.TEXT, Tag.TEXT_BLANK),
    Tag.ITEM_BLANK: (Tag.ITEM, Tag.ITEM_BLANK),
    Tag.ITEM_END: (Tag.ITEM, Tag.ITEM_BLANK),
}
_LAST_PLANE, _LAST_ROW = b"\xef\xbf"
_BYTE, _KINDS, _BARE = 256, 32, len(b"<t")
_HOLDS_TEXT = (Tag.VALUE, Tag.FORMULA, Tag.TEXT)
_EMPTY = (Tag.VALUE_BLANK, Tag.FORMULA_BLANK, Tag.TEXT_BLANK, Tag.ITEM_BLANK)
_FREE = (Tag.ROW, Tag.ROW_BLANK, Tag.CELL, Tag.CELL_BLANK, Tag.TEXT, *_EMPTY)  # looked at letter by letter
_EMPTY_SPELT = [name + end for name in ("v", "f", "t", "si") for end in ("/", " /")]


def _codes(spelt: dict[bytes, Tag], offset: int) -> dict[int, int]:
    return {offset + name[1] * _BYTE + name[2]: int(tag) for name, tag in spelt.items()}


_CODE = table(_codes(_SPELT, 0) | _codes(_SPELT_BLANK, _BYTE * _BYTE), 2 * _BYTE * _BYTE)
_MAY_FOLLOW = table({a * _KINDS + b: 1 for a, after in _FOLLOWS.items() for b in after}, _KINDS * _KINDS)
_LENGTH = table({int(tag): len(name) - 1 for name, tag in (_SPELT | _SPELT_BLANK).items() if tag not in _FREE}, _KINDS)
_THIRD = table({int(tag): name[3] for name, tag in _SPELT.items() if len(name) > 4 and tag not in _FREE}, _KINDS)  # noqa: PLR2004


@dataclass(frozen=True)
class Tags:
    """The tags of a piece of XML: where each opens and closes, and what it is; `content` is what the places count."""

    content: memoryview
    octets: pl.Series
    opens: pl.Series
    closes: pl.Series
    kinds: pl.Series

    @property
    def longest(self) -> int:
        """Bytes of the longest tag."""
        return int((self.closes - self.opens).max() or 0)  # type: ignore[arg-type]  # a number, as the series is one

    def places(self, *kinds: Tag) -> pl.Series:
        """Positions, in the order of all tags, of those of some kinds."""
        return places_where(self.are(*kinds))

    def are(self, *kinds: Tag) -> pl.Series:
        """Whether each tag is one of these kinds."""
        found = self.kinds == int(kinds[0])
        for kind in kinds[1:]:
            found |= self.kinds == int(kind)
        return found

    def owners(self, *kinds: Tag) -> pl.Series:
        """For each tag the number, from 0, of the last tag of these kinds up to it."""
        return pl.Series(np.cumsum(self.are(*kinds).to_numpy(), dtype=np.uint32)) - 1

    def inside(self, places: pl.Series) -> pl.Series:
        """What stands between the brackets of the tags at these places."""
        return between(self.content, self.opens[places] + 1, ends=self.closes[places])

    def contents(self, places: pl.Series) -> pl.Series:
        """What stands from these tags up to the next one."""
        return between(self.content, self.closes[places] + 1, ends=self.opens[places + 1])

    def holds_only(self, *kinds: Tag) -> bool:
        """Whether the piece starts and ends with a tag of these kinds, and with nothing around them."""
        ends = (self.kinds[0], self.kinds[-1])
        is_whole = self.opens[0] == 0 and self.closes[-1] == len(self.content) - 1
        return is_whole and all(kind in kinds for kind in ends)


def tags_of(content: memoryview) -> Tags:
    """Find and check all tags. Raises NotBulk where the piece is not of the plain shape."""
    signs = octets(content)
    _check_signs(content, signs)
    opens, closes = places_where(signs == _OPEN), places_where(signs == _CLOSE)
    need(len(opens) == len(closes) > 0, "a sign of markup inside a text")
    need((closes > opens).all() and (closes.head(-1) < opens.slice(1)).all(), "tags that do not pair")
    length = closes - opens
    need((length >= _BARE).all() and length[-1] > _BARE, "a tag without a name")
    is_blank = (signs[closes - 1] == _SLASH).cast(pl.UInt32)
    first = signs[opens + 1].cast(pl.UInt32)
    kinds = _CODE[first * _BYTE + signs[opens + 2] + is_blank * (_BYTE * _BYTE)]
    tags = Tags(content, signs, opens, closes, kinds)
    _check_kinds(tags)
    return tags


def _check_signs(content: memoryview, signs: pl.Series) -> None:
    """Only signs that XML may hold: the two it may not, among those of Unicode, start with the same two bytes."""
    need(is_utf8(content), "another encoding")
    is_control = (signs < _SPACE) & (signs != _LINE) & (signs != _TAB)
    need(not is_control.any(), "control signs")
    last = places_where(signs == _LAST_PLANE)
    need((signs[last + 1] != _LAST_ROW).all(), "signs that XML may not hold")


def _check_kinds(tags: Tags) -> None:
    kinds, length = tags.kinds, tags.closes - tags.opens
    stated = _LENGTH[kinds]
    need(((stated == 0) | (stated == length)).all(), "a tag of another name")
    third = _THIRD[kinds]
    need(((third == 0) | (third == tags.octets[tags.opens + 3])).all(), "a tag of another name")
    need((kinds != 0).all(), "a tag that plain sheets do not have")
    after = _MAY_FOLLOW[kinds.head(-1).cast(pl.UInt16) * _KINDS + kinds.slice(1)]
    need((after == 1).all(), "tags in another order")
    is_close = tags.opens.slice(1) == tags.closes.head(-1) + 1
    need((is_close | tags.are(*_HOLDS_TEXT).head(-1)).all(), "signs between tags")
    _check_spelling(tags)


def _check_spelling(tags: Tags) -> None:
    """The tags longer than three signs, and the texts with an attribute, letter by letter."""
    ends = tags.places(Tag.ROW_END)
    need((tags.octets[tags.opens[ends] + 4] == b"w"[0]).all(), "a tag of another name")
    marked = tags.are(Tag.TEXT) & (tags.closes - tags.opens > _BARE)
    texts = tags.inside(places_where(marked))
    need((texts == 't xml:space="preserve"').all(), "a text with other attributes")
    need(tags.inside(tags.places(*_EMPTY)).is_in(_EMPTY_SPELT).all(), "an empty tag with attributes")
