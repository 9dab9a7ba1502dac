"""`README.md` of a release, and the notes of its workbook: what is in the folder, how to read, cite and check it."""

from pipelines.release import citation, delimited, parquet, sdmx_data, workbook
from pipelines.release.content import Release
from pipelines.release.flat import left_out
from pipelines.release.text import as_markdown, in_table

PATH = "README.md"


def written(release: Release) -> bytes:
    """The page."""
    rows = [[table.name, table.description, str(table.frame.height)] for table in release.tables]
    return as_markdown(
        f"{release.title}, {release.name}",
        [
            f"Released on {release.released_on.isoformat()}. {release.abstract}",
            f"**{release.notice}**",
            in_table(["table", "what it holds", "rows"], rows),
            "\n".join(f"- {line}" for line in _files(release)),
            "A value that is withheld has `obs_status` Q and `conf_status` C; why it is withheld is not told.",
            f"Cite as: {citation.text(release)}",
            "Check with `oscec release verify FOLDER`, which needs nothing but this folder.",
        ],
    )


def _files(release: Release) -> list[str]:
    deep = [f"`{name}` of {table.name}" for table in release.tables for name in left_out(table)]
    only = f" Only Parquet and DuckDB have {', '.join(deep)}." if deep else ""
    return [
        "`oscec.duckdb`: all tables for DuckDB 1.2 to 2.0",
        f"`{parquet.FOLDER}/`: a Parquet file a table",
        f"`{workbook.NAME}`: a sheet a table, flags as columns",
        f"`{delimited.FOLDER}/`: CSV files, described by `datapackage.json` (Frictionless), `csv-metadata.json` (CSVW)",
        f"in CSV, lists are joined by `|`; texts that look like formulas have an apostrophe before them.{only}",
        f"`{sdmx_data.FOLDER}/`: SDMX-CSV 2.0 of tables of observations; `structure.xml` (SDMX-ML 3.0)",
        "`dcat.jsonld`: an entry for catalogues (DCAT-AP)",
        "`sources/`, `reference-metadata.json`: what each source declares, under the headings of SIMS 2.0",
        "`changelog.md`, `changelog.csv`: what changed since the release before",
        "`CITATION.cff`, `citation.txt`: how to cite",
        "`made-from.json`: what the release was made from, by hash",
        "`manifest.json`: every file by hash; `seal.json`: the signature",
    ]


def notes(release: Release) -> list[tuple[str, str]]:
    """The first sheet of the workbook."""
    head = [
        ("title", release.title), ("release", release.name), ("released on", release.released_on.isoformat()),
        ("about", release.abstract), ("invented data", release.notice),
        ("withheld values", "obs_status Q and conf_status C: withheld or known by bounds only; why is not told"),
        ("flags", "a column flag_CODE a flag; the codelists are in sdmx/structure.xml and the documentation"),
        ("cite as", citation.text(release)),
    ]  # fmt: skip
    tables = [(f"sheet {table.stem}", table.description) for table in release.tables]
    columns = [
        (f"{table.stem}.{name}", text) for table in release.tables for name, text in table.meanings.items() if text
    ]
    sources = [(f"source {each.source_id}", f"{each.title}. {each.publisher}") for each in release.sources]
    return [*head, *tables, *sources, *columns]
