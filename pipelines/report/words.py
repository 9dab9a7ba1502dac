"""The provider's language: gettext catalogues, English where there is none. English texts are the keys."""

import io
from functools import cache
from importlib.resources import files

import polars as pl
from babel.messages.pofile import read_po

from pipelines.report import details, texts
from schemas import finding

SOURCE_LANGUAGE = "en"
_LOCALES = files("schemas").joinpath("locale")


def languages() -> list[str]:
    """English, and every language there is a catalogue of."""
    names = (each.name for each in _LOCALES.iterdir())
    return [SOURCE_LANGUAGE, *sorted(name.removesuffix(".po") for name in names if name.endswith(".po"))]


@cache
def translations(language: str) -> dict[str, str]:
    """English text to text; empty for English and for languages without a catalogue."""
    path = _LOCALES.joinpath(f"{language}.po")
    if not path.is_file():
        return {}
    read = read_po(io.BytesIO(path.read_bytes()), locale=language, abort_invalid=True)
    return {str(each.id): str(each.string) for each in read if each.id and each.string}


def say(text: str, language: str, **slots: object) -> str:
    """One of our own texts with its slots filled. Raises ValueError for a text that no catalogue can know."""
    if text not in texts.ALL:
        raise ValueError(f"not in pipelines/report/texts.py: {text!r}")
    return translations(language).get(text, text).format(**slots)


def localised(findings: pl.DataFrame, language: str) -> pl.DataFrame:
    """Findings with detail, text and remedy in a language; values and codes in them stay as they are."""
    known = translations(language)
    if not known or findings.is_empty():
        return findings
    kinds = [finding.catalogue()[name] for name in findings["finding_id"].unique().sort()]
    detail = pl.col("detail")
    detailed = findings.with_columns(
        detail=pl.coalesce(*(_of(each, details.told(detail, each.finding_id, known=known)) for each in kinds))
    )
    return detailed.with_columns(
        text=pl.coalesce(*(_of(each, finding.filled(known.get(each.text, each.text))) for each in kinds)),
        remedy=pl.coalesce(*(_of(each, pl.lit(known.get(each.remedy, each.remedy))) for each in kinds)),
    )


def _of(kind: finding.FindingKind, said: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("finding_id") == kind.finding_id).then(said)
