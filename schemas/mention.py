"""Single victims that published documents tell of, as codes only: `sources/<cc>/mentions.yml`.

A mention is a count of one about a child. It is never a figure: it only serves to find that two documents may tell of
one and the same victim, so that nobody counts two (ADR 29). There is no place for a name, a gender or a story.
"""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from schemas.age import bounds_of
from schemas.strict import Strict

_ENDING = "_mentions"


def mentions_of(country: str) -> str:
    """What stands for a source where the mentions of one country are told of, such as `gb_mentions`."""
    return country.lower() + _ENDING


def country_of(name: str) -> str:
    """The folder of the country whose mentions have this name."""
    return name.removesuffix(_ENDING)


class Mention(Strict):
    """One victim told of in one section of one document."""

    document: str = Field(pattern=r"^[a-z0-9_]{1,40}$", description="key of the document")
    section: str = Field(pattern=r"^[A-Za-z0-9 .-]{1,40}$", description="number or heading of its section")
    victim_age: str = Field(description="age code in completed years, as printed")
    geo_code: str = Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$", description="country, or one of its ISO 3166-2 parts")
    period_start: date | None = Field(None, description="absent where the document does not say")
    period_end: date = Field(description="last day it can have happened on, by what the document says")

    @model_validator(mode="after")
    def _is_an_age_and_a_window(self) -> Self:
        if bounds_of(self.victim_age) is None:
            raise ValueError(f"victim_age {self.victim_age!r} is no age code, such as Y17 or Y13T15")
        if self.period_start and self.period_start > self.period_end:
            raise ValueError(f"period_start {self.period_start} lies after period_end {self.period_end}")
        return self


class Mentions(Strict):
    """The mentions of one country, with full citations of their documents."""

    documents: dict[str, str] = Field(min_length=1, description="short key to full citation")
    mentions: list[Mention] = Field(min_length=1)

    @model_validator(mode="after")
    def _documents_are_those_named(self) -> Self:
        differing = {each.document for each in self.mentions} ^ set(self.documents)
        if differing:
            raise ValueError(f"documents named but not cited, or cited but not named: {sorted(differing)}")
        return self
