"""How a publisher prints numbers: by locale or sign by sign, ranges by form, words by what they stand for."""

from functools import cached_property
from typing import Annotated, Self

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, Field, model_validator

from schemas.codelist import codes
from schemas.span import Form, FormText
from schemas.strict import Strict

_WITHHELD = "Q"


def _known_locale(text: str) -> str:
    try:
        Locale.parse(text)
    except (ValueError, UnknownLocaleError) as error:
        raise ValueError(f"no locale we know: {text!r}; write it like de, de_CH, en_IN") from error
    return text


LocaleName = Annotated[str, AfterValidator(_known_locale)]


class Status(Strict):
    """What is said of a value beside its number: SDMX observation and confidentiality status (domain.md 3.16)."""

    obs_status: str = "A"
    conf_status: str | None = Field(None, description="absent: F, free")

    @model_validator(mode="after")
    def _listed(self) -> Self:
        if self.obs_status not in codes("obs_status") or self.conf_status not in {None, *codes("conf_status")}:
            raise ValueError(f"not in the codelists: {self.obs_status}, {self.conf_status}")
        if self.obs_status == _WITHHELD and self.conf_status in {None, "F"}:
            raise ValueError("a value withheld (Q) says by conf_status why: A small count, C confidential, D, S")
        return self


class Word(Status):
    """A printed value that is not a plain number: what it stands for, or why there is none."""

    value: float | None = None
    value_high: float | None = None


class Range(Status):
    """What a printed range says beside its ends. `whole`: a count, so an end that does not belong is one off."""

    whole: bool = False


class Notation(Strict):
    """How numbers are printed, and the words and ranges that stand in their place."""

    locale: LocaleName | None = Field(None, description="signs of the Unicode locale data: de, fr, en_IN")
    decimal: str = "."
    thousands: str = ""
    strip: list[str] = Field(default=[], description="signs around a number that carry no value, such as %")
    values: dict[str, Word] = Field(default={}, description="word or marker to what it stands for")
    ranges: dict[FormText, Range] = Field(default={}, description="form such as `<{below}` to what it says")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.locale and {"decimal", "thousands"} & self.model_fields_set:
            raise ValueError("numbers follow a locale, or decimal and thousands, not both")
        endless = [text for text in self.ranges if not {"to", "below"} & set(Form(text).slots)]
        if endless:
            raise ValueError(f"ranges without an upper end are no interval: {endless}")
        return self

    @cached_property
    def signs(self) -> tuple[str, str, tuple[int, int]]:
        """Decimal sign, thousands sign as cleaned cells have it, and sizes of the last group and of the others."""
        if self.locale is None:
            return self.decimal, self.thousands, (3, 3)
        told = Locale.parse(self.locale)
        symbols, grouping = told.number_symbols["latn"], told.decimal_formats[None].grouping
        return symbols["decimal"], " " if symbols["group"].isspace() else symbols["group"], grouping
