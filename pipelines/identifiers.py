"""What identifies a person blocks the file: found in every column of a table, told by column and count, never by value.

A pattern narrows a column down in Polars; check digits are reckoned for the distinct texts that are left. A case number
may pass a check digit by chance, so what decides is the share of a column's numbers of that form that pass.
"""

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import polars as pl
from stdnum import iban
from stdnum.at import vnr
from stdnum.be import nn
from stdnum.bg import egn
from stdnum.ch import ssn
from stdnum.cz import rc
from stdnum.de import idnr
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.gr import amka
from stdnum.hr import oib
from stdnum.ie import pps
from stdnum.is_ import kennitala
from stdnum.it import codicefiscale
from stdnum.lv import pvn
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.pt import cc
from stdnum.ro import cnp
from stdnum.se import personnummer
from stdnum.si import emso
from stdnum.tr import tckimlik

from pipelines.layout import Block, clean_text, find_blocks
from pipelines.read.cells import Sheet, in_texts, letter
from schemas import finding
from schemas.identifier import EMAIL, FULL_NAME, IBAN, IPV4, IPV6, NAME_SHAPE, PHONE, SURE_NAME, SURE_PHONE, URL
from schemas.layout import FiguresTable, RecordsTable, TableBase

_MOST_CHECKED = 10_000
_KEYS_LOOKED_AT = 20_000
_DATED = r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}"
_SUSPECT = (
    r"@|://|(?i:[(\[]at[)\]]|\w\.(?:com|net|org|info|me|io|gg)/|\.onion)|"
    r"(?i:www\.)|\d(?:[ ./()\-]{0,3}\d){5,}|[0-9A-Fa-f]:[0-9A-Fa-f:]*:|\d\.\d+\.\d+\.|[A-Z]{2}\d{2}"
)
_NUMBERED = r"\d(?:[ ./+\-]{0,3}\d){8,}|\d{7}-?[A-Z]|\d{6}[A-F]\d|[A-Z]{2}\d{2}"
_PHONE_HEADER = (
    r"(?i)\b(?:phone|telephone|tel|mobile|telefon\w*|telefoon\w*|téléphone|handy\w*|puhelin\w*|τηλέφωνο|телефон)\b"
)
_NAME_WORD = (
    r"(?:(?:full|first|last|family|given|victim'?s?|suspect'?s?|child'?s?) ?name|surname|forename|name"
    r"|nachname|vorname|vor-|familienname|nom(?: de famille)?|prénom|nazwisko|imię|příjmení|jméno"
    r"|priezvisko|meno|cognome|nome|apellidos?|nombre|achternaam|voornaam|naam|efternavn|fornavn|etternavn|efternamn"
    r"|förnamn|sukunimi|etunimi|prezime|ime|nume|prenume|vezetéknév|keresztnév|név|επώνυμο|όνομα|ονοματεπώνυμο"
    r"|фамилия|име)"
)
_NAME_HEADER = (
    rf"(?i)^{_NAME_WORD}(?:(?:,|/| ?&| and| und| et| y| e| a| i| en| og| och| ja| și| is| και| и)? ?{_NAME_WORD})?$"
)


class _Number(NamedTuple):
    """A number with check digits. `share`: of a column's distinct texts of this form, how many must pass."""

    kind: str
    pattern: str
    is_valid: Callable[[str], bool]
    share: float = 0.2
    least: int = 1


def _is_iban(text: str) -> bool:
    return bool(iban.is_valid(text, check_country=False))


_ID = "national identity numbers"
_CHANCE = (0.8, 5)  # a single check digit and no date: one number in ten passes by chance
_NUMBERS = (
    _Number("IBANs", IBAN, _is_iban),
    _Number(_ID, r"\b\d{2}[. ]?\d{2}[. ]?\d{2}[\- ]?\d{3}[. ]?\d{2}\b", nn.is_valid),
    _Number(_ID, r"\b\d{10}\b", egn.is_valid),
    _Number(_ID, r"\b756\.?\d{4}\.?\d{4}\.?\d{2}\b", ssn.is_valid),
    _Number(_ID, r"\b\d{6}/\d{4}\b", rc.is_valid),
    _Number(_ID, r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b", idnr.is_valid),
    _Number(_ID, r"\b[1-8]\d{10}\b", ik.is_valid),
    _Number(_ID, r"\b\d{8}-?[A-Z]\b", dni.is_valid),
    _Number(_ID, r"\b[XYZ]-?\d{7}-?[A-Z]\b", nie.is_valid),
    _Number(_ID, rf"\b{_DATED}[+\-A-F]\d{{3}}[0-9A-Z]\b", hetu.is_valid),
    _Number(_ID, r"\b[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b", nir.is_valid),
    _Number(_ID, rf"\b{_DATED}\d{{5}}\b", amka.is_valid),
    _Number(_ID, rf"\b{_DATED}-?\d{{4}}\b", kennitala.is_valid),
    _Number(_ID, r"\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b", codicefiscale.is_valid),
    _Number(_ID, r"\b\d{6}-?\d{5}\b", pvn.is_valid),
    _Number(_ID, rf"\b{_DATED}\d{{5}}\b", fodselsnummer.is_valid),
    _Number(_ID, r"\b\d{11}\b", pesel.is_valid),
    _Number(_ID, r"\b\d{8} ?\d ?[A-Z]{2}\d\b", cc.is_valid),
    _Number(_ID, r"\b[1-9]\d{12}\b", cnp.is_valid),
    _Number(_ID, r"\b\d{6}[\-+]\d{4}\b|\b(?:19|20)\d{6}-?\d{4}\b", personnummer.is_valid),
    _Number(_ID, r"\b(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])[09]\d{8}\b", emso.is_valid),
    _Number(_ID, r"\b[1-9]\d{10}\b", tckimlik.is_valid),
    _Number(_ID, r"\b\d{4} ?\d{6}\b", vnr.is_valid, *_CHANCE),
    _Number(_ID, r"\b\d{11}\b", oib.is_valid, *_CHANCE),
    _Number(_ID, r"\b\d{9}\b", bsn.is_valid, *_CHANCE),
    _Number(_ID, r"\b\d{7}[A-W][A-IW]?\b", pps.is_valid, *_CHANCE),
    _Number(_ID, r"\b\d{3} ?\d{3} ?\d{4}\b", nhs.is_valid, *_CHANCE),
)
_TELEPHONE = "telephone numbers"
_FORMS = {"e-mail addresses": EMAIL, "web addresses": URL, _TELEPHONE: PHONE}


@dataclass(frozen=True)
class _Column:
    """A column of a table: its distinct texts with their counts, and whether it holds the case numbers.

    `is_declared`: a source says so; of other columns nobody knows whether they do.
    """

    header: str
    texts: pl.DataFrame
    is_key: bool
    is_declared: bool = True


def identifier_findings(sheets: list[Sheet], tables: Iterable[RecordsTable | FiguresTable]) -> list[pl.DataFrame]:
    """A finding for each column, mapped or not, and for each sheet name or header that identifies people."""
    found = [_told(sheet.name, "sheet names", kind=kind, cells=1) for sheet in sheets for kind in _in_text(sheet.name)]
    for part in chain.from_iterable(table.parts for table in tables):
        for block in find_blocks(sheets, part)[0]:
            found += list(_of_block(block, part))
    return found


def kinds_in(header: str, texts: pl.Series | list[str]) -> dict[str, int]:
    """Kind of identifier to the number of cells of a column that no source declares; it may be one of case numbers."""
    held = pl.DataFrame({"text": texts}, schema={"text": pl.String}).select(pl.col("text").str.strip_chars())
    counted = held.filter(pl.col("text") != "").group_by("text").len("cells")
    return _kinds(_Column(header, counted, is_key=True, is_declared=False))


def _of_block(block: Block, table: TableBase) -> Iterator[pl.DataFrame]:
    headers = {at: text for text, at in block.headers.items()}
    for name in block.coded.columns[1:]:
        header = headers.get(int(name), "")
        counted = _counted(block.coded[name])
        for kind, cells in _kinds(_Column(header, counted, header in table.keys)).items():
            yield _told(block.sheet, header or letter(int(name)), kind=kind, cells=cells)
        for kind in _in_text(header):
            yield _told(block.sheet, f"{letter(int(name))}, its header", kind=kind, cells=1)


def _counted(cells: pl.Series) -> pl.DataFrame:
    """The distinct texts of a column, counted before they are stripped: categories are counted without their texts."""
    counted = cells.alias("text").drop_nulls().to_frame().group_by("text").len("cells")
    return in_texts(counted).group_by(pl.col("text").str.strip_chars()).agg(pl.col("cells").sum())


def _told(sheet: str, column: str, *, kind: str, cells: int) -> pl.DataFrame:
    """Sheet and header are named only where they identify nobody themselves."""
    header = "with such a header" if _in_text(column) else column
    place = None if _in_text(sheet) else sheet
    return finding.of_edition("identifier-in-column", value=str(cells), detail=kind, column_name=header, sheet=place)


def _in_text(text: str) -> list[str]:
    """What one text on its own holds, such as a header or the name of a sheet."""
    if not text:
        return []
    texts = pl.DataFrame({"text": [text], "cells": [1]}, schema_overrides={"cells": pl.UInt32})
    named = texts.filter(pl.col("text").str.contains(SURE_NAME))
    return [*_kinds(_Column("", texts, is_key=False)), *(["a person's name"] if named.height else [])]


def _kinds(column: _Column) -> dict[str, int]:
    """Kind of identifier to the number of cells that hold it."""
    suspect = column.texts.filter(pl.col("text").str.contains(_SUSPECT))
    found: dict[str, int] = {}
    if suspect.height:
        found = {kind: _cells(suspect, pattern) for kind, pattern in _forms(column).items()}
        if not column.is_declared and _TELEPHONE not in found:
            found[_TELEPHONE] = _telephones(suspect, column.texts.height)
        found["IP addresses"] = _ip_addresses(suspect)
        numbered = (suspect.head(_KEYS_LOOKED_AT) if column.is_key else suspect).filter(
            pl.col("text").str.contains(_NUMBERED)
        )
        for number in _NUMBERS if numbered.height else ():
            found[number.kind] = max(found.get(number.kind, 0), _numbers(numbered, number, is_key=column.is_key))
    found["names of persons"] = _names(column)
    return {kind: cells for kind, cells in found.items() if cells}


def _forms(column: _Column) -> dict[str, str]:
    """Digits alone are a telephone number only below a header that says so."""
    is_phone = pl.select(pl.lit(column.header).str.contains(_PHONE_HEADER)).item()
    if is_phone:
        return _FORMS | {_TELEPHONE: r"^\+?[\d ./()\-]*\d(?:[ ./()\-]{0,3}\d){6,}$"}
    return {kind: each for kind, each in _FORMS.items() if not column.is_key or kind != _TELEPHONE}


def _telephones(texts: pl.DataFrame, distinct: int) -> int:
    """Cells of a column that may be one of case numbers: those with a country's number, or where most look alike."""
    shaped = texts.filter(pl.col("text").str.contains(PHONE))
    share, least = _CHANCE
    is_enough = shaped.height >= max(share * distinct, least)
    return int(shaped["cells"].sum()) if is_enough else _cells(texts, SURE_PHONE)


def _cells(texts: pl.DataFrame, pattern: str) -> int:
    return int(texts.filter(pl.col("text").str.contains(pattern))["cells"].sum())


def _ip_addresses(texts: pl.DataFrame) -> int:
    shaped = texts.with_columns(pl.col("text").str.extract(f"({IPV4}|{IPV6})")).drop_nulls("text")
    return int(shaped.filter(_passes(shaped["text"], _is_ip))["cells"].sum())


def _is_ip(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def _numbers(texts: pl.DataFrame, number: _Number, *, is_key: bool) -> int:
    """Cells that hold a number of this kind: all that pass its check, where enough of them pass."""
    shaped = texts.with_columns(pl.col("text").str.extract(f"({number.pattern})")).drop_nulls("text")
    distinct = shaped["text"].unique(maintain_order=True).head(_MOST_CHECKED)
    passed = distinct.filter(_passes(distinct, number.is_valid))
    is_doubted = is_key and number.kind == _ID  # the form of an IBAN is no accident
    share, least = (max(number.share, 0.5), max(number.least, 3)) if is_doubted else (number.share, number.least)
    if passed.len() < max(least, share * distinct.len()):
        return 0
    return int(shaped.filter(pl.col("text").is_in(passed.implode()))["cells"].sum())


def _passes(texts: pl.Series, is_valid: Callable[[str], bool]) -> pl.Series:
    return pl.Series([bool(is_valid(text)) for text in texts], dtype=pl.Boolean)


def _names(column: _Column) -> int:
    """Cells with names: where the header says so and most look like it, or where most hold a common first name."""
    texts = column.texts
    header = clean_text(column.header.replace("_", " "))
    says_so = bool(pl.select(pl.lit(header).str.contains(_NAME_HEADER)).item())
    lettered = texts if says_so else texts.filter(pl.col("text").str.contains(" ", literal=True))
    named = lettered.filter(pl.col("text").str.contains(NAME_SHAPE if says_so else FULL_NAME))
    enough = max(1 if says_so else 3, 0.6 * texts.height)
    return int(named["cells"].sum()) if named.height >= enough else 0
