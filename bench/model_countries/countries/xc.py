"""XC, Czech-speaking: `xc_pcr_skutky`, the offences closed by an invented police. Edition 2024.

One row an offence, in the order of closing. Old BIFF8 xls with the sheets `1. čtvrtletí` to `4. čtvrtletí`; in each
row 1 is the title (data invented), row 2 the header, data from row 3, no footer. Every cell is text, dates too
(d.m.yyyy, not padded). Several labels in a cell are separated by a semicolon and a blank. Bands are `0-13 let` and
`14-17 let`. Three unknown codes are kept apart: `nezjištěno` is UNDETERMINED, `neuvedeno` is _N, `99` is _U. `další
snímky nebo videa` covers MORE_CONTENT and its child LIVE_PERFORMANCE; `z úřední činnosti` means that nobody filed a
report (_Z). `Kód útvaru` is an administrative column without use. In editions of 100 rows and more five rows are
spoilt on purpose: an unmapped motive, a date of the year before, an impossible date, an unmapped age band, an
unmapped gender. The truth marks them `is_deliberately_bad`.

Columns in order: `Číslo jednací`, `Datum ukončení`, `Kvalifikace`, `Motiv`, `Požadavek`, `Výhrůžka`, `Věk oběti`,
`Pohlaví oběti`, `Oznamovatel`, `Vztah k pachateli`, `Typ platformy`, `Způsob ukončení`, `Kód útvaru`. Their labels
are below: true code on the left, what is written on the right.
"""

from dataclasses import replace

from bench.model_countries.shares import CHILDREN, OUTCOME
from bench.model_countries.specs import BadCell, Column, Country, Edition, Meaning
from bench.model_countries.writers.xls import write_quarters

_NOT_FOUND_OUT = "nezjištěno"
_NOT_STATED = "neuvedeno"
_CODE_99 = "99"
_MORE_IMAGES = "další snímky nebo videa"

XC = Country(
    country="XC",
    source_id="xc_pcr_skutky",
    editions=(Edition("2024", 2024, 620),),
    universe=replace(
        CHILDREN,
        outcome={code: share for code, share in OUTCOME.items() if code != "OPEN"},
        stage={"RECORDED_OUTPUT": 1},
    ),
    facts={
        "counting_unit": "OFFENCE",
        "reference_date_type": "CLOSED",
        "geographic_role": "OFFENCE_PLACE",
        "unit_mandate": "GENERAL_POLICE",
        "universe": "POLICE",
        "recording_stage": "RECORDED_OUTPUT",
        "age_moment": "AT_OFFENCE_START",
        "population": "victims 0 to 17",
    },
    title=("Modelová země XC - smyšlená data: ukončené skutky sexuálního vydírání dětí na internetu, rok {year}",),
    file_name="xc_pcr_{year}_model_smyslena_data.xls",
    case_number="XCPR-{serial}/TČ-{year}",
    date_format="%-d.%-m.%Y",
    separator="; ",
    write=write_quarters,
    parts=4,
    max_rows=250_000,
    bad_cells=(
        BadCell(0.10, "Motiv", "viz spis"),
        BadCell(0.20, "Datum ukončení", "28.12.2023"),
        BadCell(0.45, "Datum ukončení", "31.6.2024"),
        BadCell(0.60, "Věk oběti", "15-17 let"),
        BadCell(0.90, "Pohlaví oběti", "X"),
    ),
    columns=(
        Column("Číslo jednací", "case_number"),
        Column("Datum ukončení", "date", "reference_date"),
        Column(
            "Kvalifikace",
            "single",
            "offence",
            labels={
                "030221": "výroba a nakládání s dětskou pornografií",
                "030223": "navazování nedovolených kontaktů s dítětem",
                "030229": "jiné pohlavní zneužití dítěte",
                "03012": "sexuální nátlak",
                "02051": "vydírání",
                "0201": "nebezpečné vyhrožování",
                "0208": "nebezpečné pronásledování",
            },
        ),
        Column(
            "Motiv",
            "single",
            "motivation",
            labels={
                "SEXUAL": "sexuální",
                "FINANCIAL": "finanční",
                "MIXED": "sexuální i finanční",
                "OTHER_PERSONAL": "jiný osobní",
                "UNDETERMINED": _NOT_FOUND_OUT,
            },
            unknowns={_NOT_STATED: ("_N", 0.02), _CODE_99: ("_U", 0.02)},
        ),
        Column(
            "Požadavek",
            "multiple",
            "demand",
            labels={
                "MORE_CONTENT": _MORE_IMAGES,
                "LIVE_PERFORMANCE": _MORE_IMAGES,
                "SEX_OFFLINE": "schůzka nebo pohlavní styk",
                "SEXUAL_FAVOUR_OTHER": "jiná sexuální služba",
                "MONEY": "peníze",
                "GOODS": "věci nebo poukázky",
                "CONTACTS": "kontakty na vrstevníky",
                "OTHER_CHILDREN": "zapojení dalších dětí",
                "FINANCIAL_CREDENTIALS": "údaje o platební kartě",
                "OTHER_BENEFIT": "jiný prospěch",
                "NONE": "žádný další požadavek",
                "UNDETERMINED": _NOT_FOUND_OUT,
            },
            meanings={_MORE_IMAGES: Meaning("MORE_CONTENT")},
            unknowns={_NOT_STATED: ("_N", 0.02), _CODE_99: ("_U", 0.01)},
        ),
        Column(
            "Výhrůžka",
            "multiple",
            "threat",
            labels={
                "PUBLISH": "zveřejnění na internetu",
                "PUBLISH_TO_KNOWN": "zaslání rodině nebo přátelům",
                "PHYSICAL_HARM": "fyzické násilí",
                "SEXUAL_ASSAULT_THREAT": "sexuální násilí",
                "OFFENDER_SELF_HARM": "sebepoškození pachatele",
                "FABRICATE": "upravené snímky",
                "FAKE_PROFILE": "falešný profil",
                "POST_CONVERSATION": "zveřejnění konverzace",
                "WITHHOLD_HELP": "odepření pomoci",
                "DOXXING": "zveřejnění osobních údajů",
                "UNDETERMINED": _NOT_FOUND_OUT,
            },
        ),
        Column(
            "Věk oběti",
            "age",
            "victim_age_years",
            bands=((0, 13, "0-13 let"), (14, 17, "14-17 let")),
            unknowns={_NOT_FOUND_OUT: ("UNDETERMINED", 0.03), _NOT_STATED: ("_N", 0.01), _CODE_99: ("_U", 0.01)},
        ),
        Column(
            "Pohlaví oběti",
            "single",
            "victim_gender",
            labels={"F": "žena", "M": "muž", "_O": "jiné", "UNDETERMINED": _NOT_FOUND_OUT},
            unknowns={_NOT_STATED: ("_N", 0.01), _CODE_99: ("_U", 0.01)},
        ),
        Column(
            "Oznamovatel",
            "single",
            "notifier",
            labels={
                "VICTIM": "oběť",
                "PARENT_GUARDIAN": "rodič nebo opatrovník",
                "OTHER_FAMILY": "jiný příbuzný",
                "PEER": "kamarád, partner nebo sourozenec",
                "POLICE": "jiný policejní útvar",
                "SCHOOL": "škola",
                "COUNSELLOR": "poradce",
                "INTERNET_COMPANY": "poskytovatel internetové služby",
                "ONLINE_STRANGER": "osoba známá jen z internetu",
                "NGO_HOTLINE": "linka pomoci nebo nezisková organizace",
                "MEMBER_OF_PUBLIC": "jiná osoba",
                "_Z": "z úřední činnosti",
            },
            unknowns={_NOT_STATED: ("_N", 0.02), _CODE_99: ("_U", 0.01)},
        ),
        Column(
            "Vztah k pachateli",
            "single",
            "relation",
            labels={
                "INTIMATE_FAMILY": "partner nebo rodina",
                "PEER": "vrstevník",
                "KNOWN_OTHER": "jinak známý",
                "STRANGER": "pachatel oběti neznámý",
                "ONLINE_ONLY_ACQUAINTANCE": "známý jen z internetu",
                "_U": _CODE_99,
            },
        ),
        Column(
            "Typ platformy",
            "multiple",
            "platform",
            labels={
                "SOCIAL_NETWORK": "sociální síť",
                "CHAT_MESSAGING": "chat",
                "VIDEO_LIVE": "videohovor nebo živý přenos",
                "GAMING": "online hra",
                "DATING": "seznamka",
                "FORUM": "diskusní fórum",
                "IMAGE_HOST": "úložiště obrázků",
                "EMAIL": "e-mail",
                "OTHER": "jiná",
            },
            unknowns={_NOT_FOUND_OUT: ("UNDETERMINED", 0.03)},
        ),
        Column(
            "Způsob ukončení",
            "single",
            "outcome",
            labels={
                "CLOSED_NO_OFFENDER": "odloženo, pachatel nezjištěn",
                "REFERRED": "předáno jinému orgánu",
                "CHARGED": "návrh na obžalobu",
                "CONVICTED": "odsouzení",
                "ACQUITTED": "zproštění",
                "DISCONTINUED": "zastaveno, pachatel znám",
            },
        ),
        Column("Kód útvaru", "unused", values=("010000", "020300", "040100", "060200", "140500")),
    ),
)
