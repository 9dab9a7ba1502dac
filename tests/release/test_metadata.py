"""What describes a release is valid in the eyes of each standard's own tool."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pyshacl
import pytest
import rdflib
from csvw import CSVW
from frictionless import Package, validate
from rdflib.namespace import DCAT, DCTERMS
from ruamel.yaml import YAML

from pipelines.release import reference
from pipelines.release.content import digest
from tests.support.small import source_of

pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")  # rdflib warns of itself
SHAPES = Path(__file__).parent / "dcat_ap_shapes.ttl"


def test_the_data_package_is_valid_and_its_files_fit_it(shared: Path) -> None:
    report = validate(str(shared / "datapackage.json"))

    assert report.flatten(["type", "message"]) == []
    assert [task.stats["rows"] for task in report.tasks] == [4, 1]


def test_a_data_package_notices_a_code_that_is_not_listed(folder: Path) -> None:
    path = folder / "csv/cell.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("VICTIM", "VICTIMS"), encoding="utf-8")

    found = validate(str(folder / "datapackage.json")).flatten(["type"])

    assert ["constraint-error"] in found


def test_the_data_package_names_keys_types_and_meanings(shared: Path) -> None:
    schema = Package(str(shared / "datapackage.json")).get_resource("cell").schema

    assert schema.primary_key == ["source_id", "edition", "period", "geo_code", "dimension", "code", "counting_unit"]
    assert (schema.get_field("value").type, schema.get_field("value").description) == ("number", "the number")


def test_the_tables_on_the_web_are_valid(shared: Path) -> None:
    read = CSVW(str(shared / "csv-metadata.json"), validate=True)

    assert read.is_valid, read.warnings
    [cell, pair] = read.to_json()["tables"]
    assert len(cell["row"]) == 4
    assert pair["row"][0]["describes"][0]["verdict"] == "WITH_NOTE"


@pytest.fixture(scope="module")
def catalogue(shared: Path) -> rdflib.Graph:
    """The entry for catalogues as a graph."""
    return rdflib.Graph().parse(shared / "dcat.jsonld", format="json-ld", publicID="urn:oscec:base/")


def test_the_entry_for_catalogues_keeps_to_the_profile(catalogue: rdflib.Graph) -> None:
    conforms, _, told = pyshacl.validate(catalogue, shacl_graph=str(SHAPES))

    assert conforms, told


@pytest.mark.parametrize("lost", [DCTERMS.title, DCTERMS.publisher, DCAT.accessURL, DCTERMS.description])
def test_an_entry_that_lacks_something_mandatory_is_noticed(catalogue: rdflib.Graph, lost: rdflib.URIRef) -> None:
    poorer = rdflib.Graph()
    for triple in catalogue:
        if triple[1] != lost:
            poorer.add(triple)

    assert not pyshacl.validate(poorer, shacl_graph=str(SHAPES))[0]


def test_every_file_of_data_is_a_distribution_with_its_hash(shared: Path, catalogue: rdflib.Graph) -> None:
    sums = {str(each) for each in catalogue.objects(None, rdflib.URIRef("http://spdx.org/rdf/terms#checksumValue"))}
    data = [path for path in shared.rglob("*") if path.suffix in {".csv", ".parquet", ".xlsx"}]

    assert sums == {digest(path.read_bytes()) for path in data}


def test_the_citation_can_be_read(shared: Path) -> None:
    told: dict[str, Any] = YAML(typ="safe").load((shared / "CITATION.cff").read_text(encoding="utf-8"))

    assert {"cff-version", "message", "title", "authors", "date-released", "version", "type"} <= told.keys()
    assert (told["cff-version"], told["date-released"]) == ("1.2.0", "2026-01-01")
    assert told["references"][0]["title"] == "Test records (model country, invented data)"
    assert "version 1.0.0, 2026-01-01" in (shared / "citation.txt").read_text(encoding="utf-8")


def test_reference_metadata_tell_what_is_declared_and_what_is_not(shared: Path) -> None:
    rows = reference.rows(source_of())
    told = json.loads((shared / "reference-metadata.json").read_bytes())["xz_test_records"]["metadata"]
    page = (shared / "sources/xz_test_records.md").read_text(encoding="utf-8")

    assert ("S.3.5", "Statistical unit", "counting unit: Victim") in rows
    assert any(text.endswith(reference.SILENT) for _, _, text in rows)
    assert [each["concept"] for each in told] == [row[0] for row in rows]
    assert all(row[2].replace("|", "\\|") in page for row in rows)
    assert pl.Series([row[0] for row in rows]).str.contains(r"^S\.\d+(\.\d+)?$").all()
