"""`datapackage.json`: the CSV files as a Frictionless data package."""

import polars as pl

from pipelines.release import delimited
from pipelines.release.columns import codes_of
from pipelines.release.content import Release, ReleaseTable, digest
from pipelines.release.flat import flat_meanings
from pipelines.release.text import as_json

PATH = "datapackage.json"
TYPES = {pl.String: "string", pl.Int64: "integer", pl.Float64: "number", pl.Boolean: "boolean", pl.Date: "date"}


def written(release: Release) -> bytes:
    """The descriptor."""
    return as_json(
        {
            "profile": "tabular-data-package",
            "name": f"oscec-{release.name}",
            "title": release.title,
            "description": f"{release.abstract} {release.notice}",
            "version": f"{release.number}.0.0",
            "created": f"{release.released_on}T00:00:00Z",
            "contributors": [{"title": release.publisher, "role": "publisher"}],
            "sources": [{"title": f"{each.title}. {each.publisher}"} for each in release.sources],
            "resources": [_resource(release, table) for table in release.tables],
        }
    )


def _resource(release: Release, table: ReleaseTable) -> dict[str, object]:
    content = delimited.written(table)
    return {
        "profile": "tabular-data-resource",
        "name": table.stem,
        "path": delimited.path_of(table.stem),
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{digest(content)}",
        "schema": _schema(release, table),
    }


def _schema(release: Release, table: ReleaseTable) -> dict[str, object]:
    codes, meanings, frame = codes_of(release, table), flat_meanings(table), table.flat
    fields: list[dict[str, object]] = []
    for name, kind in frame.schema.items():
        field: dict[str, object] = {"name": name, "type": TYPES[type(kind)], "description": meanings[name]}
        if name in codes:
            field["constraints"] = {"enum": list(codes[name].labels)}
        fields.append(field)
    keyed = {"primaryKey": list(table.keys)} if has_key(table) else {}
    return {"fields": fields, "missingValues": [""], **keyed}


def has_key(table: ReleaseTable) -> bool:
    """Whether the key of a table names one row each and has no gaps, as keys of other systems must not."""
    keys = table.frame.select(table.keys)
    return not keys.is_duplicated().any() and not sum(keys.null_count().row(0))
