"""`dcat.jsonld`: the release as a dataset of a catalogue (DCAT-AP 3.0, JSON-LD)."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from pipelines.release.content import Release, digest
from pipelines.release.text import as_json

PATH = "dcat.jsonld"
_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "adms": "http://www.w3.org/ns/adms#",
}
_SHA256 = {"@id": "spdx:checksumAlgorithm_sha256"}
_KINDS = {  # ending: media type of IANA, name in the list of file types of the EU
    ".parquet": ("application/vnd.apache.parquet", "PARQUET"),
    ".csv": ("text/csv", "CSV"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
}


def written(release: Release, files: Mapping[str, bytes]) -> bytes:
    """A catalogue with one dataset, and a distribution for each of its files of data among `files`."""
    publisher = {"@id": "urn:oscec:publisher", "@type": "foaf:Agent", "foaf:name": release.publisher}
    dataset = _dataset(release, publisher)
    data = {path: content for path, content in files.items() if PurePosixPath(path).suffix in _KINDS}
    dataset["dcat:distribution"] = [_distribution(path, content) for path, content in data.items()]
    catalogue = {
        "@id": "urn:oscec:catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _text("Releases of oscec"),
        "dct:description": _text(release.abstract),
        "dct:publisher": publisher,
        "dcat:dataset": dataset,
    }
    return as_json({"@context": _CONTEXT, **catalogue})


def _dataset(release: Release, publisher: dict[str, str]) -> dict[str, object]:
    rights = "RESTRICTED" if release.tier == "restricted" else "PUBLIC"
    dataset: dict[str, object] = {
        "@id": f"urn:oscec:release:{release.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": release.name,
        "dct:title": _text(release.title),
        "dct:description": _text(f"{release.abstract} {release.notice}"),
        "dct:publisher": publisher,
        "dct:issued": {"@value": str(release.released_on), "@type": "xsd:date"},
        "dct:accessRights": {"@id": f"{_EU}/access-right/{rights}", "@type": "dct:RightsStatement"},
        "dct:language": {"@id": f"{_EU}/language/ENG", "@type": "dct:LinguisticSystem"},
        "dcat:theme": {"@id": f"{_EU}/data-theme/JUST"},
        "dcat:version": f"{release.number}.0.0",
        "dcat:keyword": [
            _text(each) for each in ("online sexual coercion and extortion of children", "crime statistics")
        ],
        "dct:provenance": [
            {"@type": "dct:ProvenanceStatement", "dct:description": _text(f"{each.title}. {each.publisher}")}
            for each in release.sources
        ],
    }
    if release.former:
        dataset["dcat:previousVersion"] = {"@id": f"urn:oscec:release:{release.former.release}"}
    return dataset


def _distribution(path: str, content: bytes) -> dict[str, object]:
    media, kind = _KINDS[PurePosixPath(path).suffix]
    return {
        "@id": f"urn:oscec:file:{path}",
        "@type": "dcat:Distribution",
        "dct:title": _text(path),
        "dcat:accessURL": {"@id": path},
        "dcat:downloadURL": {"@id": path},
        "dcat:mediaType": {"@id": f"http://www.iana.org/assignments/media-types/{media}", "@type": "dct:MediaType"},
        "dct:format": {"@id": f"{_EU}/file-type/{kind}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:byteSize": {"@value": str(len(content)), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _SHA256,
            "spdx:checksumValue": {"@value": digest(content), "@type": "xsd:hexBinary"},
        },
    }


def _text(words: str) -> dict[str, str]:
    return {"@value": words, "@language": "en"}
