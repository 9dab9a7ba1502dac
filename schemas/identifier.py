"""What gives a person away in a text: forms that need no reckoning, and how a name looks."""

from importlib.resources import files

import polars as pl

EMAIL = (
    r"[\p{L}\p{N}_.+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+"
    r"|(?i)[\p{L}\p{N}_.+\-]+ ?(?:@|[(\[]at[)\]]) ?[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)*\.\p{L}{2,}"  # taken apart
)
URL = (
    r"(?i)\b(?:https?|ftps?)://\S+|\bwww\.[\p{L}\p{N}\-]+\.\p{L}{2,}"
    r"|\b(?:[\p{L}\p{N}\-]+\.)+(?:(?:com|net|org|info|me|io|gg)/[^\s/]|onion\b)"  # without what a browser adds
)
IPV4 = r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b"
IPV6 = r"\b(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\b|\b(?:[0-9A-Fa-f]{1,4}:)+(?::[0-9A-Fa-f]{1,4})+\b"
SURE_PHONE = r"\+[1-9]\d{0,2}(?:[ ./()\-]{0,3}\d){7,13}\b"  # with the country's number
PHONE = (
    rf"{SURE_PHONE}"
    r"|\b00[1-9]\d{1,2}[ /\-]\(?\d{2,4}\)?[ /\-]?\d{3}(?:[ \-]?\d{1,4}){1,3}\b"
    r"|\b0[1-9](?:[ .\-]\d{2}){4}\b"
    r"|\b0[1-9]\d{1,3}[ /\-]\d{3}[ \-]?\d{3,4}\b|\b0[1-9]\d{1,3}[ /\-]\d{3} ?\d{2} ?\d{2}\b"
    r"|(?:\([2-9]\d{2}\) ?|\b[2-9]\d{2}[\-.])[2-9]\d{2}[\-.]\d{4}\b"
)
IBAN = r"\b[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]{4}){2,7}(?:[ \-]?[A-Z0-9]{1,4})?\b"
_DATE = (
    r"(?:^|[\s(;,])"
    r"(?:\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?|(?:19|20)\d{2}\-(?:19|20)\d{2})"
    r"(?:$|[\s);,])|\b(?:19|20)\d{2}\b|^[1-9]\d{6}$"  # seven digits alone are a count
)
_NUMBERED = (
    r"\d(?:[ ./()\-]{0,2}\d){6,}"
    r"|\b[A-Za-z]{2} ?(?:\d{2} ?){3}[A-Za-z]\b|\b\p{Lu}{6}\d{2}"
)

_GIVEN = files("schemas").joinpath("given_names.csv").read_text(encoding="utf-8").split()[1:]
_WORD = r"\p{Lu}[\p{L}'\x{2019}]+(?:-\p{Lu}[\p{L}'\x{2019}]+)?"
_ANY_GIVEN = rf"(?:{'|'.join(_GIVEN)})"
NAME_SHAPE = rf"^{_WORD}(?:,? {_WORD}){{0,3}}$"
SURE_NAME = (
    rf"^{_ANY_GIVEN}(?:[- ]{_ANY_GIVEN})? (?:(?:\p{{Lu}}\.|van|de|der|von|da|di|del) )*{_WORD}$"
    rf"|^{_WORD}, {_ANY_GIVEN}$"
)
FULL_NAME = rf"{SURE_NAME}|^{_WORD} {_ANY_GIVEN}$"


def may_identify(text: pl.Expr) -> pl.Expr:
    """Whether a text holds what could name or reach a person; wider than what blocks a file. Dates are none."""
    rest = text.str.replace_all(_DATE, " ")
    forms = [text.str.contains(each) for each in (EMAIL, URL, IPV4, IPV6, IBAN, PHONE, FULL_NAME)]
    return pl.any_horizontal(*forms, rest.str.contains(_NUMBERED))
