"""Elements of OOXML parts by their local names: strict and transitional files differ only in the namespace."""

from collections.abc import Iterator

from lxml import etree

_TRUE = {"1", "true", "on"}
_SHARE_SEEN = 0.5  # points of a row or letters of a column; what is less is nothing on a screen


def local(node: etree._Element) -> str:
    """Name of an element without its namespace."""
    return str(node.tag).rpartition("}")[2]


def children(node: etree._Element, name: str) -> list[etree._Element]:
    """Child elements of one local name; of alternatives those that every program understands."""
    return [child for child in _understood(node) if local(child) == name]


def _understood(node: etree._Element) -> Iterator[etree._Element]:
    for child in node:
        if local(child) != "AlternateContent":
            yield child
            continue
        found = [each for name in ("Fallback", "Choice") for each in child if local(each) == name]
        yield from found[0] if found else ()


def is_set(text: str | None) -> bool:
    """Whether an XML boolean is true."""
    return (text or "").casefold() in _TRUE


def is_unseen(hidden: str | None, size: str | None) -> bool:
    """Whether a row or column is hidden, or of next to no height or width."""
    return is_set(hidden) or (size is not None and _is_small(size, _SHARE_SEEN))


def _is_small(size: str, least: float) -> bool:
    try:
        return float(size) < least
    except ValueError:
        return False


def whole(text: str | None) -> int:
    """A whole number, nought where none is stated."""
    return int(text) if text and text.isdecimal() else 0


def is_on(node: etree._Element, name: str) -> bool:
    """Whether a child such as <b/> or <strike val="0"/> says yes."""
    return any(is_set(each.get("val", "1")) for each in children(node, name))


def value(node: etree._Element, name: str) -> str:
    """What a child such as <vertAlign val="superscript"/> says, blank where there is none."""
    return next((str(each.get("val", "")) for each in children(node, name)), "")
