"""XML by declared paths: one element is a record, each column a path within it. Entities and outside parts: never."""

import re
from dataclasses import replace

from lxml import etree

from pipelines.read.cells import Sheet, Unreadable, sheet_of
from schemas.read_as import XmlRows

_FIRST_STEP = re.compile(r"(?:\./)?(@?[^/@]+)")
_HEAD = 4_096
_START = re.compile(r"^\ufeff?\s*<(?:\?xml|!--|!DOCTYPE|[^\W\d])")


def is_xml(content: bytes) -> bool:
    """Whether the text begins with an element, a comment or a declaration."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return _START.match(content[:_HEAD].decode("utf-16" if is_wide else "utf-8", "replace")) is not None


def read(content: bytes, name: str, *, declared: XmlRows | None) -> Sheet:
    """The records of the file; row 0 holds the names of the columns, row n the n-th record. Raises Unreadable."""
    if declared is None:
        raise Unreadable("file-not-tabular", "XML: declare read_as.xml with the path of its rows and of their fields")
    root = _root(content)
    first, *steps = declared.rows.split("/")
    records = [root] if _name(root) == first else []
    for step in steps:
        records = [child for record in records for child in record if _name(child) == step]
    if not records:
        raise Unreadable("file-not-tabular", f"XML without an element {declared.rows}")
    rows = [
        (at, [_text(record, path, at=at) for path in declared.fields.values()])
        for at, record in enumerate(records, start=1)
    ]
    unread = sum(not _parts(record) <= _meant(declared) for record in records)
    notes = (f"{unread} records hold elements or attributes that no field names, not read",) if unread else ()
    return replace(sheet_of(name, [(0, list(declared.fields)), *rows]), notes=notes)


def _meant(declared: XmlRows) -> set[str]:
    """First steps of the paths of all fields."""
    return {first[1] for path in declared.fields.values() if (first := _FIRST_STEP.match(path))}


def _parts(record: etree._Element) -> set[str]:
    """Names of the elements right below a record, and of its attributes with the sign before them."""
    attributes = {f"@{etree.QName(name).localname}" for name in record.attrib}
    return attributes | {name for name in map(_name, record) if name}


def _root(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Unreadable("file-unreadable", "XML: it is cut off or not well formed") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("file-unreadable", "XML: it declares a document type, which could draw in other files")
    return root


def _name(element: etree._Element) -> str:
    """The name without its namespace; comments and instructions have none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _text(record: etree._Element, path: str, *, at: int) -> str | None:
    """Text at the path; a record that has two of them is refused, since neither is the one that was meant."""
    steps, _, attribute = path.partition("@")
    found = [record]
    for step in [each for each in steps.split("/") if each and each != "."]:
        found = [child for each in found for child in each if _name(child) == step]
    if len(found) > 1:
        raise Unreadable("file-not-tabular", f"XML whose record {at} holds {path} more than once")
    if not found:
        return None
    [element] = found
    if attribute:
        texts = [text for name, text in element.attrib.items() if etree.QName(name).localname == attribute]
        if len(texts) > 1:
            raise Unreadable("file-not-tabular", f"XML whose record {at} holds {path} more than once")
        return str(texts[0]) if texts else None
    if len(element) and any(_name(child) for child in element):
        raise Unreadable("file-not-tabular", f"XML whose record {at} holds other elements in {path}")
    return "".join(str(text) for text in element.itertext())
