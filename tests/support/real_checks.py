"""How each check of the real spreadsheets is computed from tidy rows: a function a check, in the order of the entry."""

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import polars as pl

from tests.support.real import (
    day_and_month,
    distinct,
    kinds_of_cells,
    numbers,
    printed,
    rows,
    sums_by,
    table,
    tables_of,
    tally,
    total,
    trimmed,
    values,
)

MEASURE = pl.col("measure")
_SECOND = 2


def _bund(entry: str, key_column: str, key: str, measure: str) -> list[float]:
    return values(entry, measure == MEASURE, pl.col(key_column) == key, totals=True)


def _laender(entry: str, key_column: str, measure: str) -> float:
    return total(entry, measure == MEASURE, pl.col(key_column) == "------")


def _nacional(head: str) -> Callable[[str], list[list[str]]]:
    def found(entry: str) -> list[list[str]]:
        is_count = ~pl.col("Periodos:").str.starts_with("Variación")
        kept = rows(entry).filter(is_count, pl.col("Tipología penal") == head, Geografía="NACIONAL")
        return [list(row) for row in kept.select("Tipología penal", "Periodos:", "Total").rows()]

    return found


def _kinds(entry: str) -> list[int]:
    is_change = rows(entry)["Periodos:"].str.starts_with("Variación")
    return [int((~is_change).sum()), int(is_change.sum())]


def _odd_counts(entry: str) -> list[str]:
    counts = rows(entry).filter(~pl.col("Periodos:").str.starts_with("Variación"))
    return counts.filter(~pl.col("Total").str.contains(r"^\d{1,3}(\.\d{3})*$"))["Total"].to_list()


def _marked_cities(entry: str) -> int:
    facts = printed(entry).facts
    first, last = rows(entry)["row"].min(), rows(entry)["row"].max()
    return facts.filter(pl.col("row").is_between(first, last), fact="SUPERSCRIPT", column=_SECOND).height


def _restated(entry: str) -> list[Any]:
    hosted = tables_of(entry)[0]
    [marked] = numbers(entry).filter(pl.col("mark").is_not_null()).to_dicts()
    meaning = next(told for mark, told in hosted.table.value_marks.items() if re.fullmatch(mark, marked["mark"]))
    return [marked["value"], meaning]


def _cleared_over_occurred(entry: str) -> int:
    wide = numbers(entry).pivot("measure_name", index=["관서명", "offence"], values="value")
    return wide.filter(pl.col("검거") > pl.col("발생")).height


def _no_decembers(entry: str) -> int:
    return rows(entry).filter(pl.col("Diciembre").is_null(), Año="2019").height


def _months(entry: str) -> list[list[int]]:
    found = rows(entry).select(pl.col("vano", "mes").cast(pl.Int64)).sort("vano", "mes")
    return [list(found.row(0)), list(found.row(-1))]


def _blank_cells(entry: str) -> int:
    return int(printed(entry).cells.null_count().sum_horizontal()[0])


def _padded(entry: str) -> int:
    return int(
        (printed(entry).cells["7"].str.len_chars() > printed(entry).cells["7"].str.strip_chars().str.len_chars()).sum()
    )


def _connotation(entry: str) -> list[float]:
    month = MEASURE == "2005 | TRIM 1 | 1"
    parts = total(entry, month, pl.col("row").is_between(24, 34))
    return [total(entry, month, pl.col("row") == 23, totals=True), parts]


def _rates(entry: str) -> dict[str, list[float | None]]:
    found = rows(entry).group_by("ID_ANO").agg(pl.col("Tasa Nacional").unique().cast(pl.Float64))
    return dict(found.iter_rows())


def _empty_columns(entry: str) -> int:
    width = len(table(entry).letters)
    body = printed(entry).cells[1:].drop("row")
    filled = sum(body[name].null_count() < body.height for name in body.columns)
    return width - filled


def _reported_before(entry: str) -> int:
    return rows(entry).filter(pl.col("dateReported") < pl.col("dateCommitted")).height


def _bd_differences(entry: str) -> dict[str, list[float]]:
    parts, told = sums_by(entry, "measure"), sums_by(entry, "measure", totals=True)
    return {name: [parts[name], told[name]] for name in told if parts[name] != told[name]}


def _per_year(entry: str) -> dict[str, int]:
    return tally(rows(entry).select(year=pl.col("Datum").str.extract(r"(\d{4})$")), "year")


def _duplicates(entry: str) -> int:
    return (
        int(rows(entry).drop("row", "sheet").is_duplicated().sum())
        - rows(entry).drop("row", "sheet").filter(rows(entry).drop("row", "sheet").is_duplicated()).unique().height
    )


def _wrong_variation(entry: str) -> int:
    wide = numbers(entry).pivot("measure", index="row", values="value")
    change = pl.col("Casos/denuncias último periodo") - pl.col("Casos/denuncias anterior periodo")
    return wide.filter(change != pl.col("Variación absoluta")).height


def _dates(entry: str) -> list[str]:
    days = rows(entry)["ToimKpv"]
    return [str(days.min()), str(days.max())]


def _regions_2022(entry: str) -> list[float]:
    year = (MEASURE == "Violent crime | Number") & (pl.col("Year") == "2022")
    regions = total(entry, year, pl.col("Area").is_in(["Northeast", "Midwest", "South", "West"]))
    return [regions, total(entry, year, totals=True)]


def _za_2023(entry: str) -> list[float]:
    year = pl.col("Financial Year") == "2022/2023"
    return [total(entry, year, totals=True), total(entry, year)]


def _heads_without_total(entry: str) -> float:
    return total(entry, year="2012")


def _all_india(entry: str) -> float:
    is_head = pl.col("CRIME HEAD") == "TOTAL CRIMES AGAINST CHILDREN"
    return total(entry, is_head, pl.col("STATE/UT") == "TOTAL (ALL-INDIA)", year="2012", totals=True)


def _partition(category: str) -> Callable[[str], dict[str, float]]:
    return lambda entry: sums_by(entry, "year", category=category)


@cache
def _datum(entry: str) -> pl.DataFrame:
    return day_and_month(entry, "Datum", "-")


KEYS_2015 = ("131000", "131400", "143200")
CHECKS: dict[str, list[Callable[[str], Any] | str]] = {
    "it2019_italia_elenco": [lambda e: total(e, totals=True), total],
    "it2020_regioni_xls": [
        lambda e: distinct(e, "REGIONE"), lambda e: total(e, totals=True), lambda e: table(e).rows.height,
    ],
    "it2017_prov_csv": [
        lambda e: distinct(e, "Provincia"), lambda e: total(e, totals=True),
        lambda e: total(e) + total(e, totals=True),
    ],
    "de2013_laender": [
        lambda e: _laender(e, "Strft. Schl.", "erfasste Fälle 2013"),
        lambda e: _bund(e, "Strft. Schl.", "------", "erfasste Fälle 2013")[0],
        lambda e: distinct(e, "Strft. Schl."),
        lambda e: _bund(e, "Strft. Schl.", "131000", "erfasste Fälle 2013"),
    ],
    "de2015_laender": [
        lambda e: _laender(e, "Schlüssel", "erfasste Fälle"),
        *(partial(_bund, key_column="Schlüssel", key=key, measure="erfasste Fälle") for key in KEYS_2015),
    ],
    "de_zr2016_gz": [
        lambda e: distinct(e, "Schluesse"),
        lambda e: total(e, Schluesse="------", measure="erfasste Faelle"),
    ],
    "de_t40_age": [
        lambda e: distinct(e, "Schlüssel"),
        lambda e: [int(str(rows(e)["Jahr"].min())), int(str(rows(e)["Jahr"].max()))],
        lambda e: values(e, Schlüssel="------", Jahr="2024", measure="Tatver-dächtige insgesamt | Anzahl"),
        lambda e: total(e, MEASURE.str.contains(r"^Kinder \| (bis|\d)"), row=14562),
    ],
    "cz2025_cr": [
        lambda e: rows(e).filter(pl.col("TSK").str.contains(r"^\d{1,3}$")).height,
        lambda e: total(e, pl.col("TSK").str.contains(r"^\d{1,3}$"), measure="REGISTROVÁNO | POČET"),
        lambda e: values(e, measure="REGISTROVÁNO | POČET", TSK="0-999", totals=True)[0],
        lambda e: table(e).rows["sheet"].n_unique(),
    ],
    "dk_strafna3": [
        lambda e: distinct(e, "køn", "alder"),
        lambda e: sorted(numbers(e)["year"].unique()),
        lambda e: float(
            rows(e).filter(alder="Alder i alt", oprindelsesland="I alt")["2000"].cast(pl.Float64).sum()
        ),
        lambda e: sorted(rows(e)["køn"].unique()),
    ],
    "es_ciber": [
        lambda e: int(
            (
                numbers(e).filter(MEASURE != "TOTAL grupo penal").group_by("row").agg(pl.col("value").sum()).sort("row")
                ["value"] == numbers(e).filter(measure="TOTAL grupo penal").sort("row")["value"]
            ).sum()
        ),
        lambda e: total(e, measure="TOTAL grupo penal"),
    ],
    **{
        entry: [
            lambda e: rows(e)["Periodos:"].unique(maintain_order=True).to_list(), _kinds, _odd_counts, _nacional(head),
            lambda e: distinct(e, "Geografía"),
        ]
        for entry, head in (("es_2016q4", "8.-HURTOS"), ("es_2025q2", "III. TOTAL INFRACCIONES PENALES"))
    },
    "eu_tsv": [
        lambda e: numbers(e).filter(pl.col("value").is_not_null()).height,
        lambda e: numbers(e).filter(value_text=":").height,
        lambda e: tally(numbers(e).drop_nulls("mark"), "mark"),
        lambda e: sorted(rows(e)["iccs"].unique()),
    ],
    "us_t8": [
        lambda e: distinct(e, "State"),
        _marked_cities,
        lambda e: total(e, measure="Violent crime"),
        lambda e: rows(e)["Rape (legacy definition)"].null_count(),
        lambda e: rows(e).filter(State="TEXAS").height,
    ],
    "us_t4": [
        lambda e: [rows(e)["Area"].n_unique(), rows(e).height],
        lambda e: numbers(e, totals=True).filter(value_text="*").height + numbers(e).filter(value_text="*").height,
        _regions_2022,
    ],
    "ncmec_country_csv": [
        lambda e: sums_by(e, "year"),
        "the totals stand in two PDFs; one of them is not among the files",
        lambda e: sum(rows(e)[name].null_count() for name in table(e).measures),
        lambda e: int(rows(e)["row"].max()) - rows(e).height - 1,  # type: ignore[arg-type]
    ],
    "ncmec_esp_2023_pdf": [total, lambda e: total("ncmec_country_2023_pdf") - total(e)],
    "us_ky": [
        lambda e: kinds_of_cells(e, "-", "*"),
        lambda e: total(e, year="2018"),
        lambda e: {key: n for key, n in tally(rows(e), "FIPS_Code").items() if n > 1},
    ],
    "ncmec_country_2023_pdf": [total], "us_ms_2020h1": [_restated],
    "kr_seoul": [
        lambda e: total(e, measure="강간 발생"), lambda e: total(e, measure="절도 발생"), _cleared_over_occurred,
    ],
    "ch_be": [
        lambda e: total(e, measure="Straftaten"), lambda e: total(e, measure="Einwohner/innen"),
        "cells are read as shown: a number stored as text is not told from a number",
    ],
    "mx_2015_2019": [
        lambda e: sums_by(e, "Año"), _no_decembers, lambda e: {"NoneType": _no_decembers(e)},
    ],
    "co_extorsion": [
        total,
        lambda e: numbers(e).filter(pl.col("value") > 1).height,
        lambda e: distinct(e, "COD_MUNI"),
        lambda e: day_and_month(e, "FECHA_HECHO", "/").filter(pl.col("second") <= 12).height,
        lambda e: day_and_month(e, "FECHA_HECHO", "/").filter(pl.col("second") > 12).height,
        lambda e: total(e, pl.col("MUNICIPIO").str.starts_with("BOGOT")),
    ],
    "pe_2023": [
        total,
        lambda e: total(e, pl.col("generico").str.contains("INFORMATICOS")),
        lambda e: tally(rows(e).filter(pl.col("des_articulo").str.contains("Proposiciones a ni")), "des_articulo"),
        lambda e: total(e, pl.col("des_articulo").str.contains("Proposiciones a ni")),
        lambda e: total(e, pl.col("subgenerico") == "EXTORSION"),
    ],
    "br_rj_cisp": [
        lambda e: total(e, measure="estupro"), _blank_cells, _padded, _months, lambda e: trimmed(e, "7"),
    ],
    "cl_cead": [
        lambda e: [numbers(e)["year"].min(), numbers(e)["year"].max(), numbers(e)["year"].n_unique()],
        _connotation,
        lambda e: total(e, pl.col("GRUPO DELICTUAL / DELITO") == "Abusos sexuales y otros delitos sexuales"),
        lambda e: sum(rows(e)[name].null_count() for name in table(e).measures),
    ],
    "cl_vhc": [
        lambda e: tally(rows(e), "EDAD_RECOD"),
        lambda e: tally(rows(e), "ID_ANO"),
        _rates,
        lambda e: rows(e).filter(EDAD_RECOD="NS/NR").height,
    ],
    "au_lga_sex": [
        lambda e: table(e).rows.filter(sheet="Sexual Offences").height,
        lambda e: [total(e, measure="2013 | Total"), values(e, measure="2013 | Total", totals=True)[0]],
        lambda e: numbers(e).filter(value_text="nc").height,
        lambda e: table(e).rows["offence"].n_unique(),
    ],
    "in_children": [
        lambda e: distinct(e, "CRIME HEAD"),
        lambda e: rows(e).filter(pl.col("STATE/UT").str.starts_with("TOTAL")).height,
        _all_india,
        _heads_without_total,
    ],
    "in_district": [
        lambda e: tally(table(e).totals, "DISTRICT"),
        lambda e: [total(e, measure="RAPE"), total(e, measure="RAPE") + total(e, measure="RAPE", totals=True)],
        lambda e: distinct(e, "STATE/UT"),
        lambda e: rows(e)["STATE/UT"].str.to_uppercase().n_unique(),
    ],
    "in_ocr": [
        lambda e: [total(e, letter="C"), values(e, letter="C", totals=True)[0]],
        lambda e: [total(e, pl.col("letter").is_in(["E", "G"])), total(e, letter="C")],
        "cells are read as shown: a number stored as text is not told from a number",
    ],
    "ee_avalik1": [
        lambda e: distinct(e, "JuhtumId"),
        lambda e: rows(e)["ToimKell"].null_count(),
        lambda e: trimmed(e, "4"),
        _dates,
        lambda e: rows(e).filter(pl.col("KohtLiik").str.contains(",")).height,
        lambda e: tally(rows(e), "Kahjusumma"),
    ],
    "nl_veiligheid": [
        lambda e: tally(numbers(e).filter(pl.col("plain").is_null()), "value_text"),
        lambda e: len(table(e).measures),
        lambda e: round(total(e, measure="Waarde_Groningen (PV)_2015"), 1),
    ],
    "fr_2022": [
        lambda e: total(e, measure="faits"),
        lambda e: distinct(e, "Code.département"),
        lambda e: distinct(e, "classe"),
        lambda e: sorted(rows(e)["annee"].unique()),
        lambda e: sorted(
            rows(e).filter(~pl.col("Code.département").str.contains(r"^\d+$"))["Code.département"].unique()
        ),
    ],
    "ph_blotter": [
        _empty_columns,
        _reported_before,
        "cells are read as shown: a number stored as text is not told from a number",
        lambda e: tally(rows(e), "offenseType"),
        lambda e: tally(rows(e), "stageoffelony"),
    ],
    "gb_taser_t1": [
        lambda e: rows(e).filter(pl.col("2015 flag") == "R").height,
        lambda e: [
            total(e, pl.col("row") == 13, measure="2011")
            + total(e, pl.col("rule").is_in(["non-discharge", "discharge"]), measure="2011", totals=True),
            total(e, rule="all-uses", measure="2011", totals=True),
        ],
    ],
    "un_sexexp": [
        lambda e: numbers(e)
        .pivot("measure", index="row", values="value")
        .filter((pl.col("rate") - pl.col("count") / 100_000).abs() < 1e-12)
        .height,
        lambda e: total(e, measure="count"),
        "cells are read as shown: a number stored as text is not told from a number",
    ],
    "no_2024": [
        lambda e: kinds_of_cells(e, "NA"),
        lambda e: tally(rows(e), "år"),
        lambda e: table(e).totals.height,
    ],
    "za_cat": [
        lambda e: distinct(e, "Geography"), _za_2023, lambda e: sorted(rows(e)["Crime Category"].unique()),
    ],
    "ncmec_contents": [
        lambda e: sums_by(e, "year", totals=True),
        _partition("kind of exploitation"),
        _partition("user location"),
    ],
    "bd_2019_04": [
        _bd_differences,
        lambda e: [total(e, measure="total_cases"), total(e, measure="total_cases", totals=True)],
    ],
    "nl_inbraak": [
        lambda e: _datum(e).filter(pl.col("first") <= 12).height,
        lambda e: _datum(e).filter(pl.col("second") > 12).height,
        _per_year,
        _duplicates,
    ],
    "us_ojjdp": [total, lambda e: sums_by(e, "Victim's age")],
    "co_baq": [
        lambda e: numbers(e).filter(value_text="ND").height,
        lambda e: [printed(e).cells["3"][1:].n_unique(), rows(e)["Delito"].str.to_lowercase().n_unique()],
        _wrong_variation,
    ],
}  # fmt: skip
