"""XE, Dutch-speaking: `xe_lte_incidenten`, the incidents of an invented anti-extortion unit. Edition 2024.

One row an incident, in the order of reporting; victims of all ages (8 to 82, adults dominate). Tab separated utf-16
little endian with byte order mark, CRLF, header in line 1, no quotes, no title and no footer (the file name says that
the data are invented). Dates are yyyy-mm-dd. Several labels in a cell are separated by a bar. `Leeftijd` is the age
in completed years at report; 99 is not an age but _U. In every coded column `99` is _U, `onbekend` is UNDETERMINED
and `n.v.t.` is _Z (only where nobody filed a report). `geld/cadeaubonnen` merges MONEY and GOODS, `beelden openbaar
maken` is PUBLISH with its child PUBLISH_TO_KNOWN. `Teamcode` is an administrative column without use.

Columns in order: `Incidentnummer`, `Meldingsdatum`, `Leeftijd`, `Geslacht`, `Motief`, `Eis`, `Dreiging`, `Werkwijze`,
`Platform`, `Melder`, `Relatie met dader`, `Afloop`, `Teamcode`. Their labels are below: true code on the left, what
is written on the right.
"""

from bench.model_countries.shares import EXTORTION_UNIT
from bench.model_countries.specs import Column, Country, Edition, Meaning
from bench.model_countries.writers.delimited import write_tabs_utf16

_UNDETERMINED = "onbekend"
_CODE_99 = "99"
_NOT_APPLICABLE = "n.v.t."
_MONEY = "geld/cadeaubonnen"
_PUBLISH = "beelden openbaar maken"

XE = Country(
    country="XE",
    source_id="xe_lte_incidenten",
    editions=(Edition("2024", 2024, 2_600),),
    universe=EXTORTION_UNIT,
    facts={
        "counting_unit": "INCIDENT",
        "reference_date_type": "REPORTED",
        "geographic_role": "VICTIM_RESIDENCE",
        "unit_mandate": "ANTI_EXTORTION_UNIT",
        "universe": "POLICE",
        "recording_stage": "ASSESSED",
        "age_moment": "AT_REPORT",
        "population": "victims of all ages",
    },
    title=(),
    file_name="xe_lte_{year}_modelland_verzonnen.txt",
    case_number="LTE{year}-{serial}",
    date_format="%Y-%m-%d",
    separator="|",
    write=write_tabs_utf16,
    columns=(
        Column("Incidentnummer", "case_number"),
        Column("Meldingsdatum", "date", "reference_date"),
        Column(
            "Leeftijd",
            "age",
            "victim_age_years",
            unknowns={_CODE_99: ("_U", 0.03), _UNDETERMINED: ("UNDETERMINED", 0.01)},
        ),
        Column(
            "Geslacht",
            "single",
            "victim_gender",
            labels={"M": "man", "F": "vrouw", "_O": "anders", "UNDETERMINED": _UNDETERMINED},
            unknowns={_CODE_99: ("_U", 0.01)},
        ),
        Column(
            "Motief",
            "single",
            "motivation",
            labels={
                "SEXUAL": "seksueel",
                "FINANCIAL": "financieel",
                "MIXED": "seksueel en financieel",
                "OTHER_PERSONAL": "ander persoonlijk motief",
                "UNDETERMINED": _UNDETERMINED,
            },
            unknowns={_CODE_99: ("_U", 0.01)},
        ),
        Column(
            "Eis",
            "multiple",
            "demand",
            labels={
                "MORE_CONTENT": "meer beeldmateriaal",
                "LIVE_PERFORMANCE": "handelingen voor de webcam",
                "SEX_OFFLINE": "ontmoeting of seks",
                "SEXUAL_FAVOUR_OTHER": "andere seksuele gunst",
                "MONEY": _MONEY,
                "GOODS": _MONEY,
                "CONTACTS": "contactgegevens van leeftijdgenoten",
                "OTHER_CHILDREN": "andere kinderen erbij betrekken",
                "FINANCIAL_CREDENTIALS": "bank- of kaartgegevens",
                "OTHER_BENEFIT": "ander voordeel",
                "NONE": "geen verdere eis",
                "UNDETERMINED": _UNDETERMINED,
            },
            meanings={_MONEY: Meaning("MONEY_OR_GOODS")},
        ),
        Column(
            "Dreiging",
            "multiple",
            "threat",
            labels={
                "PUBLISH": _PUBLISH,
                "PUBLISH_TO_KNOWN": _PUBLISH,
                "PHYSICAL_HARM": "lichamelijk geweld",
                "SEXUAL_ASSAULT_THREAT": "seksueel geweld",
                "OFFENDER_SELF_HARM": "zelfbeschadiging door dader",
                "FABRICATE": "bewerkte beelden",
                "FAKE_PROFILE": "nepprofiel",
                "POST_CONVERSATION": "gesprekken openbaar maken",
                "WITHHOLD_HELP": "hulp onthouden",
                "DOXXING": "persoonsgegevens openbaar maken",
                "UNDETERMINED": _UNDETERMINED,
            },
            meanings={_PUBLISH: Meaning("PUBLISH")},
            unknowns={_CODE_99: ("_U", 0.01)},
        ),
        Column(
            "Werkwijze",
            "multiple",
            "tactic",
            labels={
                "RECIPROCATION": "wederzijds beelden delen",
                "BOND": "vertrouwensband opbouwen",
                "MULTIPLE_IDENTITIES": "meerdere identiteiten",
                "PRETEND_YOUNGER": "zich jonger voordoen",
                "PRETEND_FEMALE": "zich als vrouw voordoen",
                "ACCOUNT_ACCESS": "toegang tot account",
                "SECRET_RECORDING": "heimelijk opnemen",
                "OFFER": "beloning aanbieden",
                "MODELLING_AGENCY": "modellenbureau voorwenden",
                "AUTHORITY_PRETENCE": "zich als gezagsdrager voordoen",
            },
            unknowns={_UNDETERMINED: ("UNDETERMINED", 0.15)},
        ),
        Column(
            "Platform",
            "multiple",
            "platform",
            labels={
                "SOCIAL_NETWORK": "sociaal netwerk",
                "CHAT_MESSAGING": "chat of berichtendienst",
                "VIDEO_LIVE": "videochat of livestream",
                "GAMING": "onlinespel",
                "DATING": "datingsite of -app",
                "FORUM": "forum",
                "IMAGE_HOST": "beeldhosting",
                "EMAIL": "e-mail",
                "OTHER": "overig",
            },
            unknowns={_CODE_99: ("_U", 0.02)},
        ),
        Column(
            "Melder",
            "single",
            "notifier",
            labels={
                "VICTIM": "slachtoffer",
                "PARENT_GUARDIAN": "ouder of voogd",
                "OTHER_FAMILY": "ander familielid",
                "PEER": "vriend, partner, broer of zus",
                "POLICE": "ander politieonderdeel",
                "SCHOOL": "school",
                "COUNSELLOR": "hulpverlener",
                "INTERNET_COMPANY": "internetbedrijf",
                "ONLINE_STRANGER": "onbekende van internet",
                "NGO_HOTLINE": "meldpunt of stichting",
                "MEMBER_OF_PUBLIC": "andere burger",
                "_Z": _NOT_APPLICABLE,
            },
            unknowns={_CODE_99: ("_U", 0.01), _UNDETERMINED: ("UNDETERMINED", 0.01)},
        ),
        Column(
            "Relatie met dader",
            "single",
            "relation",
            labels={
                "INTIMATE_FAMILY": "(ex-)partner of familie",
                "PEER": "leeftijdgenoot uit de omgeving",
                "KNOWN_OTHER": "andere bekende",
                "STRANGER": "dader onbekend voor slachtoffer",
                "ONLINE_ONLY_ACQUAINTANCE": "alleen online bekend",
                "_U": _CODE_99,
            },
        ),
        Column(
            "Afloop",
            "single",
            "outcome",
            labels={
                "OPEN": "in behandeling",
                "CLOSED_NO_OFFENDER": "gesloten, geen dader gevonden",
                "REFERRED": "overgedragen",
                "CHARGED": "gedagvaard",
                "CONVICTED": "veroordeeld",
                "ACQUITTED": "vrijgesproken",
                "DISCONTINUED": "geseponeerd, dader bekend",
            },
        ),
        Column("Teamcode", "unused", values=("T1", "T2", "T3")),
    ),
)
