"""XML parts without entities, without the network, and no deeper or wider than a table needs."""

import re
from typing import Any

from lxml import etree

from pipelines.read.cells import Unreadable
from pipelines.read.limits import Limits

CAUTIOUS: dict[str, Any] = {  # comments and instructions would cut a text in two
    "resolve_entities": False, "no_network": True, "load_dtd": False, "remove_comments": True, "remove_pis": True,
}  # fmt: skip
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"^[^<]{0,8}<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{0,40})")
_USUAL = re.compile(
    rb"(?:utf-?(?:8|16|32)(?:[lb]e)?|us-ascii|ascii|iso-?8859-\d+|latin-?\d|windows-12\d\d|(?:cp|ibm)(?:8|12)\d\d"
    rb"|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-\w\w|mac\w+)",
    re.IGNORECASE,
)
_HEAD = 400


def parse(content: bytes, name: str, *, limits: Limits) -> etree._Element:
    """The root element of a part. Raises Unreadable where it is unsafe or not well formed."""
    refuse_unsafe(content, name, limits=limits)
    parser = etree.XMLParser(**CAUTIOUS, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise malformed(name, error) from error


def malformed(name: str, error: Exception) -> Unreadable:
    """What to say of a part that is not well-formed XML; depth has a cause of its own."""
    if "depth" in str(error).casefold():
        return Unreadable("file-too-large", f"the XML part {name} nests elements deeper than the limit of depth")
    line = getattr(error, "lineno", None)
    place = f" at line {line}" if line else ""
    return Unreadable("file-unreadable", f"a package: the XML of its part {name} is damaged or incomplete{place}")


def refuse_unsafe(content: bytes, name: str, *, limits: Limits) -> None:
    """Refuse document types, entities and oversized tags. Raises Unreadable."""
    text = content.replace(b"\x00", b"") if b"\x00" in content[:8] else content
    stated = _ENCODING.match(text[:_HEAD])
    if stated and not _USUAL.fullmatch(stated[1]):  # in UTF-7 or EBCDIC a document type is spelt with other signs
        raise Unreadable("file-unreadable", f"a package: the XML of its part {name} is in an encoding of no office")
    if _DECLARED.search(text):
        raise Unreadable("file-active", f"the XML part {name} declares a DOCTYPE or an entity")
    if len(text) > limits.tag_bytes and any(len(each) > limits.tag_bytes for each in _tags(text)):
        raise Unreadable(
            "file-too-large", f"an XML tag of part {name} has more attributes than the limit of size allows"
        )


def _tags(text: bytes) -> list[bytes]:
    return [each.partition(b">")[0] for each in text.split(b"<") if len(each) > 1]
