"""Bands of age in words of many languages."""

import pytest

from pipelines.age_words import age_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("13-15", "Y13T15"),
        ("11\u221215", "Y11T15"),
        ("05-09", "Y5T9"),
        ("12 to 17", "Y12T17"),
        ("12 bis unter 14", "Y12T13"),
        ("unter 14 Jahre", "Y_LT14"),
        ("bis 13", "Y_LT14"),
        ("0-12 ans", "Y_LT13"),
        ("moins de 13 ans", "Y_LT13"),
        ("17 a 20 años", "Y17T20"),
        ("50 o +", "Y_GE50"),
        ("od 13 do 15 let", "Y13T15"),
        ("12 t/m 15 jaar", "Y12T15"),
        ("jonger dan 12", "Y_LT12"),
        ("κάτω των 13", "Y_LT13"),
        ("16 ετών και άνω", "Y_GE16"),
        ("35 & older", "Y_GE35"),
        ("10 and Under", "Y_LT11"),
        ("older than 17", "Y_GE18"),
        ("65+", "Y_GE65"),
        ("<14", "Y_LT14"),
        ("14", "Y14"),
        ("boy 13-15", None),
        ("15-13", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_a_band_in_words_is_a_code(text: str, code: str | None) -> None:
    assert age_code(text) == code
