"""The parts of a workbook package, to be changed one by one: what nobody touches stays as it is, byte by byte."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipelines.read.archive import Package
from pipelines.read.limits import Limits
from pipelines.read.ooxml_tree import children
from pipelines.read.safe_xml import parse

_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NEW = (1980, 1, 1, 0, 0, 0)


class Parts:
    """A package that can be changed. Names are compared without case, as the package does."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._package = Package(content, limits)
        self._limits = limits
        self._changed: dict[str, bytes | None] = {}

    def __contains__(self, name: str) -> bool:
        """Whether the part is there now."""
        found = self._spelt(name)
        return self._changed[found] is not None if found in self._changed else found in self._package

    def __getitem__(self, name: str) -> bytes:
        """The bytes of a part as they are now. Raises Unreadable where it is not there."""
        changed = self._changed.get(self._spelt(name))
        return self._package.part(name) if changed is None else changed

    def __setitem__(self, name: str, content: bytes) -> None:
        """Change a part, or add it."""
        self._changed[self._spelt(name)] = content

    def tree(self, name: str) -> etree._Element:
        """The root element of a part. Raises Unreadable where it is not well formed."""
        return parse(self[name], name, limits=self._limits)

    def put(self, name: str, root: etree._Element) -> None:
        """Change a part to what the tree says."""
        self[name] = written(root)

    def add(self, name: str, content: bytes, *, content_type: str) -> None:
        """A new part of a type."""
        self[name] = content
        root = self.tree(_TYPES)
        etree.SubElement(root, _like(root, "Override"), PartName=f"/{name}", ContentType=content_type)
        self.put(_TYPES, root)

    def remove(self, name: str) -> None:
        """Take a part and its type away."""
        self._changed[self._spelt(name)] = None
        root = self.tree(_TYPES)
        for each in children(root, "Override"):
            if each.get("PartName", "").casefold() == f"/{name}".casefold():
                root.remove(each)
        self.put(_TYPES, root)

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Id, kind and target of every relation of a part to another one."""
        path = _relations_of(part)
        for each in self.tree(path) if path in self else ():
            target = each.get("Target", "").replace("\\", "/")
            if each.get("TargetMode") != "External":
                name = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
                yield each.get("Id", ""), each.get("Type", ""), name

    def related(self, part: str, kind: str) -> str | None:
        """The first part of a kind that a part relates to."""
        return next((name for _, type_, name in self.relations(part) if type_.endswith(f"/{kind}")), None)

    def relate(self, part: str, target: str, *, type_: str) -> str:
        """Relate a part to another one, and give the id of the relation."""
        path = _relations_of(part)
        root = (
            self.tree(path)
            if path in self
            else etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap=default_space(_RELATIONS))
        )
        taken = {each.get("Id") for each in root}
        identifier = next(name for at in range(1, len(taken) + 2) if (name := f"rIdOscec{at}") not in taken)
        etree.SubElement(root, _like(root, "Relationship"), Id=identifier, Type=type_, Target=f"/{target}")
        self.put(path, root)
        return identifier

    def unrelate(self, part: str, target: str) -> str | None:
        """Take the relation to a part away, and give the id it had."""
        path = _relations_of(part)
        identifier = next((each for each, _, name in self.relations(part) if name == target), None)
        if identifier is None:
            return None
        root = self.tree(path)
        for each in list(root):
            if each.get("Id") == identifier:
                root.remove(each)
        self.put(path, root)
        if len(root) == 0 and identifier.startswith("rIdOscec"):
            self._changed[self._spelt(path)] = None
        return identifier

    def saved(self) -> bytes:
        """The package as it is now: parts in their order, new ones at the end; equal parts give equal bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            for entry in self._package.entries:
                if entry.filename in self:
                    package.writestr(_entry(entry.filename, entry.date_time), self[entry.filename])
            known = {entry.filename for entry in self._package.entries}
            for name, content in self._changed.items():
                if name not in known and content is not None:
                    package.writestr(_entry(name, _NEW), content)
        return buffer.getvalue()

    def _spelt(self, name: str) -> str:
        """The name as the package spells it."""
        same = (each for each in (*self._changed, *self._spellings) if each.casefold() == name.casefold())
        return name if name in self._changed else next(same, name)

    @property
    def _spellings(self) -> list[str]:
        return [entry.filename for entry in self._package.entries]


def default_space(name: str) -> Any:
    """The namespace of elements without a prefix, as lxml takes it and its stubs do not."""
    return {None: name}


def written(root: etree._Element) -> bytes:
    """An XML part as bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _entry(name: str, moment: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _like(root: etree._Element, name: str) -> str:
    """The name of an element in the namespace of the root."""
    return etree.QName(etree.QName(root).namespace, name).text


def _relations_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")
