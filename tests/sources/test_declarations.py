"""What the sources declare: every fact decided, real facts cited, and the cited section holds the words for it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pipelines import catalogue
from schemas.counting import OVERLAP, UNKNOWN
from schemas.source import Source

SOURCES = {each.source_id: each for each in catalogue.sources()}
REAL = [each for each in SOURCES.values() if not each.is_model]
CITING = [each for each in REAL if not each.documents.keys().isdisjoint({"europol_2017", "acar_2016"})]
DOCUMENTS = Path(__file__).parents[3] / "shared" / "reference" / "documents"
TEXTS = {"europol_2017": "003_*.txt", "acar_2016": "002_*.txt"}
HEADING = re.compile(
    r"^(?:(\d\.\d\.(?:\d\.)?) .*|(Methodology|Prior Case Studies|Possession|Key Elements.*|\d/).*)$", re.MULTILINE
)
# words that must stand in the cited section: what the fact rests on
WORDS = {
    "ARTICLE": "open sources", "ASSESSED": "assessed", "ANTI_EXTORTION_UNIT": "Anti-Kidnap and Extortion Unit",
    "CASE": "cases|incidents", "CASE_FILE": "cases", "CHILD_ABUSE_UNIT": "CSE|sexual exploitation",
    "CHILDREN_ONLY": "child|children|oSCEC|SECC", "CYBER_BLACKMAIL": "cyber-enabled blackmail", "EXPERT": "experts",
    "EXPERT_OPINION": "experts", "ENTICEMENT_BLACKMAIL": "online enticement blackmail", "HOTLINE": "CyberTipline",
    "INCIDENT": "incidents reported", "INFERRED_FROM_DEMAND": "demand", "POLICE": "National Crime Agency",
    "PRESS": "open sources", "RECEIVED": "received", "REPORT": "reports", "REPORTED": "reported in",
    "REPORTING_AUTHORITY": "UK National Crime Agency", "CONFIRMED": "assessed as|reclassified by",
    "SURVEY": "survey", "VICTIM_OR_OFFENDER": "either a victim or an offender", "PART_OF": "1 428",
    "CUMULATIVE": "October 2013", "CALENDAR": "during 2016", "HOTLINE_CLEARING_HOUSE": "CyberTipline",
    "REMOTE_SEXUAL_COERCION": "Brookings", "SEXUAL_COERCION_ALL_AGES": "sexual coercion and extortion cases",
    "RESEARCH": "Brookings|studied", "RESEARCH_PROJECT": "Brookings|research|studied",
    "ALL_AGES": "8 to 82|all identified victims were adults|adult victims|87 referring to minors",
    "element_online=YES": "cyber-enabled|CyberTipline|online|remote|SECC", "element_threat=YES": "blackmail",
    "element_child=YES": "child|oSCEC|SECC", "element_child=NO": "8 to 82|were adults|87 referring to minors",
    "element_value=PARTIAL": "excluding the remote extortion of money",
}  # fmt: skip


@pytest.mark.parametrize("source", SOURCES.values(), ids=list(SOURCES))
def test_every_fact_is_declared_or_listed_as_not_stated(source: Source) -> None:
    silent = {name for name, facts in source.counting.stated().items() if facts[0].value == UNKNOWN}

    assert silent == set(source.counting.not_stated or [])


def test_overlaps_name_sources_that_exist() -> None:
    named = {other for each in SOURCES.values() for other in each.counting.overlaps}

    assert named
    assert named <= set(SOURCES)


@pytest.mark.parametrize("source", REAL, ids=[each.source_id for each in REAL])
def test_every_fact_of_a_real_source_is_cited_from_a_document_of_it(source: Source) -> None:
    for name, value, cite in declared(source):
        assert cite.partition(" ")[0] in source.documents, f"{name}={value}: {cite!r}"


@pytest.mark.parametrize("source", CITING, ids=[each.source_id for each in CITING])
@pytest.mark.skipif(not DOCUMENTS.exists(), reason="the documents lie beside the repository, not in it")
def test_cited_section_holds_the_words_a_fact_rests_on(source: Source) -> None:
    checked = 0
    for name, value, cite in declared(source):
        words = WORDS.get(f"{name}={value}") or WORDS[value]
        found = [words for text in cited(cite) if re.search(words, text, re.IGNORECASE)]
        assert found, f"{name}={value}: {cite} does not say {words!r}"
        checked += 1

    assert checked


def declared(source: Source) -> Iterator[tuple[str, str, str]]:
    """(fact, value, cite) of what the source declares."""
    for name, facts in source.counting.stated().items():
        for fact in facts:
            if fact.value != UNKNOWN:
                yield name.removeprefix(OVERLAP), fact.value, fact.cite or ""


def cited(cite: str) -> Iterator[str]:
    """The text of every section a citation names: `key section; section; other_key section`."""
    document = ""
    for part in cite.split("; "):
        key, _, rest = part.partition(" ")
        document, place = (key, rest) if key in TEXTS else (document, part)
        yield sections(document)[place.partition(",")[0].split(" - ")[-1]]


@cache
def sections(document: str) -> dict[str, str]:
    """Heading to text; footnotes stand in the section they are printed in."""
    text = next(DOCUMENTS.glob(TEXTS[document])).read_text(encoding="utf-8")
    places = list(HEADING.finditer(text))
    ends = [*(each.start() for each in places[1:]), len(text)]
    return {(each[1] or each[2]).rstrip("."): text[each.end() : end] for each, end in zip(places, ends, strict=True)}
