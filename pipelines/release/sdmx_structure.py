"""SDMX-ML 3.0: the structure of the data: codelists, concepts, one data structure and dataflow a table, constraints."""

from collections.abc import Iterable, Iterator

import polars as pl
from lxml import etree

from pipelines.release.columns import NO_VALUE, PERIOD, TIME_PERIOD, Codes, codes_of, concept_of
from pipelines.release.content import Release, ReleaseTable
from pipelines.release.flat import flat_meanings
from pipelines.release.sdmx_data import agency, attributes_of, flow_id, version

PATH = "sdmx/structure.xml"
_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
MES, STR, COM = (f"{{{_BASE}/{name}}}" for name in ("message", "structure", "common"))
_SPACES = {"mes": f"{_BASE}/message", "str": f"{_BASE}/structure", "com": f"{_BASE}/common"}
_SCHEME = "CS_OSCEC"
_TYPES = {
    pl.Int64: "Integer",
    pl.Float64: "Double",
    pl.Boolean: "Boolean",
    pl.Date: "GregorianDay",
    pl.String: "String",
}


def written(release: Release) -> bytes:
    """The structure message."""
    return _Message(release).content()


class _Message:
    """Writes the structures of one release."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._agency, self._version = agency(release.tier), version(release.number)
        self._codes = {table.name: codes_of(release, table) for table in release.cubes}

    def content(self) -> bytes:
        root = etree.Element(f"{MES}Structure", nsmap=_SPACES)
        self._header(etree.SubElement(root, f"{MES}Header"))
        structures = etree.SubElement(root, f"{MES}Structures")
        self._codelists(etree.SubElement(structures, f"{STR}Codelists"))
        self._concepts(etree.SubElement(structures, f"{STR}ConceptSchemes"))
        makers = {"DataConstraints": self._constraint, "Dataflows": self._dataflow, "DataStructures": self._structure}
        for name, make in makers.items():
            parent = etree.SubElement(structures, f"{STR}{name}")
            for table in self._release.cubes:
                make(parent, table)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def _header(self, header: etree._Element) -> None:
        etree.SubElement(header, f"{MES}ID").text = self._release.name
        etree.SubElement(header, f"{MES}Test").text = "false"
        etree.SubElement(header, f"{MES}Prepared").text = f"{self._release.released_on}T00:00:00Z"
        etree.SubElement(header, f"{MES}Sender", id="OSCEC")

    def _made(self, parent: etree._Element, kind: str, *, name: str, text: str, **more: str) -> etree._Element:
        """An artefact with its name; every one is ours and has the version of the release."""
        told = {"id": name, "agencyID": self._agency, "version": self._version, **more}
        made = etree.SubElement(parent, f"{STR}{kind}", told)
        _name(made, text)
        return made

    def _urn(self, package: str, kind: str, *, name: str, item: str = "") -> str:
        place = f"{self._agency}:{name}({self._version})"
        return f"urn:sdmx:org.sdmx.infomodel.{package}.{kind}={place}{item and f'.{item}'}"

    def _codelists(self, parent: etree._Element) -> None:
        for codes in self._every_codelist():
            made = self._made(
                parent, "Codelist", name=codes.name, text=codes.name.removeprefix("CL_").replace("_", " ").lower()
            )
            for code, label in codes.labels.items():
                _name(etree.SubElement(made, f"{STR}Code", id=code), label)

    def _every_codelist(self) -> Iterable[Codes]:
        """Each list once; where tables use different codes of it, all of them."""
        merged: dict[str, dict[str, str]] = {}
        for columns in self._codes.values():
            for codes in columns.values():
                merged.setdefault(codes.name, {}).update(codes.labels)
        return [Codes(name, merged[name]) for name in sorted(merged)]

    def _concepts(self, parent: etree._Element) -> None:
        scheme = self._made(
            parent, "ConceptScheme", name=_SCHEME, text=f"Columns of the release. {self._release.notice}"
        )
        meanings = {
            concept_of(column): meaning or column
            for table in self._release.cubes
            for column, meaning in flat_meanings(table).items()
        } | {TIME_PERIOD: "the period as SDMX writes it"}
        for concept in sorted(meanings):
            made = etree.SubElement(scheme, f"{STR}Concept", id=concept)
            _name(made, concept)
            etree.SubElement(made, f"{COM}Description", {_LANG: "en"}).text = meanings[concept]

    def _dataflow(self, parent: etree._Element, table: ReleaseTable) -> None:
        made = self._made(parent, "Dataflow", name=flow_id(table.stem), text=table.stem.replace("_", " "))
        etree.SubElement(made, f"{COM}Description", {_LANG: "en"}).text = table.description
        structure = etree.SubElement(made, f"{STR}Structure")
        structure.text = self._urn("datastructure", "DataStructure", name=_structure_id(table))

    def _structure(self, parent: etree._Element, table: ReleaseTable) -> None:
        made = self._made(parent, "DataStructure", name=_structure_id(table), text=table.stem.replace("_", " "))
        parts = etree.SubElement(made, f"{STR}DataStructureComponents")
        dimensions = etree.SubElement(parts, f"{STR}DimensionList", id="DimensionDescriptor")
        for position, column in enumerate(table.keys, start=1):
            self._component(dimensions, "Dimension", table=table, column=column, position=str(position))
        if PERIOD in table.keys:
            self._time(dimensions)
        attributes = etree.SubElement(parts, f"{STR}AttributeList", id="AttributeDescriptor")
        for column in attributes_of(table):
            made = self._component(attributes, "Attribute", table=table, column=column, usage="optional")
            related = etree.SubElement(made, f"{STR}AttributeRelationship")
            etree.SubElement(related, f"{STR}Observation")
        measures = etree.SubElement(parts, f"{STR}MeasureList", id="MeasureDescriptor")
        for column in table.measures:
            self._component(measures, "Measure", table=table, column=column)

    def _component(
        self, parent: etree._Element, kind: str, *, table: ReleaseTable, column: str, **more: str
    ) -> etree._Element:
        made = etree.SubElement(parent, f"{STR}{kind}", {"id": concept_of(column), **more})
        etree.SubElement(made, f"{STR}ConceptIdentity").text = self._concept(concept_of(column))
        represented = etree.SubElement(made, f"{STR}LocalRepresentation")
        codes = self._codes[table.name].get(column)
        if codes:
            listed = self._urn("codelist", "Codelist", name=codes.name)
            etree.SubElement(represented, f"{STR}Enumeration").text = listed
        else:
            etree.SubElement(represented, f"{STR}TextFormat", textType=_text_type(table, column))
        return made

    def _time(self, parent: etree._Element) -> None:
        made = etree.SubElement(parent, f"{STR}TimeDimension", id=TIME_PERIOD)
        etree.SubElement(made, f"{STR}ConceptIdentity").text = self._concept(TIME_PERIOD)
        represented = etree.SubElement(made, f"{STR}LocalRepresentation")
        etree.SubElement(represented, f"{STR}TextFormat", textType="ObservationalTimePeriod")

    def _concept(self, concept: str) -> str:
        return self._urn("conceptscheme", "Concept", name=_SCHEME, item=concept)

    def _constraint(self, parent: etree._Element, table: ReleaseTable) -> None:
        """The codes that occur in each dimension."""
        made = self._made(parent, "DataConstraint", name=f"CC_{table.stem.upper()}", text="what occurs", role="Actual")
        attached = etree.SubElement(made, f"{STR}ConstraintAttachment")
        etree.SubElement(attached, f"{STR}Dataflow").text = self._urn(
            "datastructure", "Dataflow", name=flow_id(table.stem)
        )
        region = etree.SubElement(made, f"{STR}CubeRegion", include="true")
        for column, used in _used(table):
            key = etree.SubElement(region, f"{STR}KeyValue", id=concept_of(column))
            for code in used:
                etree.SubElement(key, f"{STR}Value").text = code


_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _name(parent: etree._Element, text: str) -> None:
    etree.SubElement(parent, f"{COM}Name", {_LANG: "en"}).text = text


def _structure_id(table: ReleaseTable) -> str:
    return f"DSD_{table.stem.upper()}"


def _text_type(table: ReleaseTable, column: str) -> str:
    """Numbers of the table are numbers; what names an observation is a text, whatever it looks like."""
    if column in table.keys:
        return "String"
    return "Double" if column in table.measures else _TYPES[type(table.flat[column].dtype)]


def _used(table: ReleaseTable) -> Iterator[tuple[str, list[str]]]:
    for column in table.keys:
        used = sorted(table.frame[column].cast(pl.String).fill_null(NO_VALUE).unique().to_list())
        if used:
            yield column, used
