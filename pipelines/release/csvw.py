"""`csv-metadata.json`: the CSV files as tables on the web (CSVW)."""

import polars as pl

from pipelines.release import delimited
from pipelines.release.content import Release, ReleaseTable
from pipelines.release.data_package import has_key
from pipelines.release.flat import flat_meanings
from pipelines.release.text import as_json

PATH = "csv-metadata.json"
_TYPES = {pl.String: "string", pl.Int64: "integer", pl.Float64: "double", pl.Boolean: "boolean", pl.Date: "date"}


def written(release: Release) -> bytes:
    """The metadata of all tables together."""
    return as_json(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "dc:title": release.title,
            "dc:description": f"{release.abstract} {release.notice}",
            "dc:publisher": release.publisher,
            "dc:issued": {"@value": str(release.released_on), "@type": "xsd:date"},
            "tables": [_table(table) for table in release.tables],
        }
    )


def _table(table: ReleaseTable) -> dict[str, object]:
    meanings = flat_meanings(table)
    columns = [
        {"name": name, "titles": name, "datatype": _TYPES[type(kind)], "dc:description": meanings[name] or name}
        for name, kind in table.flat.schema.items()
    ]
    keyed = {"primaryKey": list(table.keys)} if has_key(table) else {}
    return {
        "url": delimited.path_of(table.stem),
        "dc:title": table.stem.replace("_", " "),
        "dc:description": table.description,
        "tableSchema": {"columns": columns, **keyed},
    }
