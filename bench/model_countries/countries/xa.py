"""XA, German-speaking: `xa_lka_vorgaenge`, the general police register of an invented Land. Editions 2023 and 2024.

One row a victim under 18, in the order of registration. Semicolon csv in windows-1252, CRLF, header in line 1, no
title and no footer (the file name says that the data are invented). Dates are dd.mm.yyyy. `Forderung`, `Plattformart`
and `Drohung` hold one or several labels, separated by comma and blank, inside quotes; no other cell is quoted.
`Alter` is the age in completed years at report. `k. A.` is unknown (_U), `nicht feststellbar` is UNDETERMINED, gender
`unbekannt` is _U although the truth behind it is UNDETERMINED. `von Amts wegen` means that nobody filed a report
(_Z). `Bearbeiter-Dienststelle` is an administrative column without use. `Tatzeit von` may lie in the year before.

Columns in order: `Vorgangsnummer`, `Eingangsdatum`, `Tatzeit von`, `Delikt`, `Tatmotiv`, `Forderung`, `Alter`,
`Geschlecht`, `Anzeigeerstatter`, `Beziehung`, `Plattformart`, `Drohung`, `Verfahrensstand`,
`Bearbeiter-Dienststelle`. Their labels are below: true code on the left, what is written on the right.
"""

from bench.model_countries.shares import CHILDREN
from bench.model_countries.specs import Column, Country, Edition, Meaning
from bench.model_countries.writers.delimited import write_semicolon_1252

_NOT_STATED = "k. A."
_NOT_DETERMINABLE = "nicht feststellbar"

XA = Country(
    country="XA",
    source_id="xa_lka_vorgaenge",
    editions=(Edition("2023", 2023, 1_180), Edition("2024", 2024, 1_340)),
    universe=CHILDREN,
    facts={
        "counting_unit": "VICTIM",
        "reference_date_type": "REPORTED",
        "geographic_role": "VICTIM_RESIDENCE",
        "unit_mandate": "GENERAL_POLICE",
        "universe": "POLICE",
        "recording_stage": "RECORDED_INPUT",
        "age_moment": "AT_REPORT",
        "population": "victims 0 to 17",
    },
    title=(),
    file_name="xa_lka_{year}_modell_erfunden.csv",
    case_number="VG-{serial}/{yy}",
    date_format="%d.%m.%Y",
    separator=", ",
    write=write_semicolon_1252,
    columns=(
        Column("Vorgangsnummer", "case_number"),
        Column("Eingangsdatum", "date", "reference_date"),
        Column("Tatzeit von", "date", "offence_start_date"),
        Column(
            "Delikt",
            "single",
            "offence",
            labels={
                "030221": "Verbreitung und Herstellung kinder- und jugendpornografischer Inhalte",
                "030223": "Einwirken auf Kinder (Cybergrooming)",
                "030229": "Sonstige sexuelle Ausbeutung Minderjähriger",
                "03012": "Sexuelle Nötigung und sexueller Übergriff",
                "02051": "Erpressung auf sexueller Grundlage",
                "0201": "Nötigung und Bedrohung",
                "0208": "Nachstellung (Stalking)",
            },
        ),
        Column(
            "Tatmotiv",
            "single",
            "motivation",
            labels={
                "SEXUAL": "sexuell",
                "FINANCIAL": "finanziell",
                "MIXED": "sexuell und finanziell",
                "OTHER_PERSONAL": "sonstiges persönliches Motiv",
                "UNDETERMINED": _NOT_DETERMINABLE,
            },
            unknowns={_NOT_STATED: ("_U", 0.02)},
        ),
        Column(
            "Forderung",
            "multiple",
            "demand",
            labels={
                "MORE_CONTENT": "weitere Bilder oder Videos",
                "LIVE_PERFORMANCE": "Handlungen vor der Webcam",
                "SEX_OFFLINE": "persönliches Treffen oder Geschlechtsverkehr",
                "SEXUAL_FAVOUR_OTHER": "sonstige sexuelle Gefälligkeit",
                "MONEY": "Geld",
                "GOODS": "Sachwerte oder Gutscheine",
                "CONTACTS": "Kontakte zu Gleichaltrigen",
                "OTHER_CHILDREN": "Einbeziehung weiterer Kinder",
                "FINANCIAL_CREDENTIALS": "Konto- oder Kartendaten",
                "OTHER_BENEFIT": "sonstiger Vorteil",
                "NONE": "keine weitere Forderung",
                "UNDETERMINED": _NOT_DETERMINABLE,
            },
            unknowns={_NOT_STATED: ("_U", 0.02)},
        ),
        Column("Alter", "age", "victim_age_years", unknowns={_NOT_STATED: ("_U", 0.04)}),
        Column(
            "Geschlecht",
            "single",
            "victim_gender",
            labels={"M": "m", "F": "w", "_O": "d", "UNDETERMINED": "unbekannt"},
            meanings={"unbekannt": Meaning("_U")},
        ),
        Column(
            "Anzeigeerstatter",
            "single",
            "notifier",
            labels={
                "VICTIM": "Opfer",
                "PARENT_GUARDIAN": "Eltern oder Sorgeberechtigte",
                "OTHER_FAMILY": "sonstige Angehörige",
                "PEER": "Freunde, Partner oder Geschwister",
                "POLICE": "andere Polizeidienststelle",
                "SCHOOL": "Schule",
                "COUNSELLOR": "Beratungsstelle (Einzelperson)",
                "INTERNET_COMPANY": "Diensteanbieter",
                "ONLINE_STRANGER": "Internetbekanntschaft",
                "NGO_HOTLINE": "Meldestelle oder Verein",
                "MEMBER_OF_PUBLIC": "sonstige Person",
                "_Z": "von Amts wegen",
            },
            unknowns={_NOT_STATED: ("_U", 0.01)},
        ),
        Column(
            "Beziehung",
            "single",
            "relation",
            labels={
                "INTIMATE_FAMILY": "Partnerschaft oder Familie",
                "PEER": "Mitschüler oder Freundeskreis",
                "KNOWN_OTHER": "sonst persönlich bekannt",
                "STRANGER": "keine Vorbeziehung",
                "ONLINE_ONLY_ACQUAINTANCE": "nur online bekannt",
                "_U": "ungeklärt",
            },
        ),
        Column(
            "Plattformart",
            "multiple",
            "platform",
            labels={
                "SOCIAL_NETWORK": "soziales Netzwerk",
                "CHAT_MESSAGING": "Chat oder Messenger",
                "VIDEO_LIVE": "Videochat oder Livestream",
                "GAMING": "Onlinespiel",
                "DATING": "Datingportal",
                "FORUM": "Forum",
                "IMAGE_HOST": "Bilderdienst",
                "EMAIL": "E-Mail",
                "OTHER": "sonstige",
            },
            unknowns={_NOT_STATED: ("_U", 0.03)},
        ),
        Column(
            "Drohung",
            "multiple",
            "threat",
            labels={
                "PUBLISH": "Veröffentlichung",
                "PUBLISH_TO_KNOWN": "Weitergabe an Familie oder Freunde",
                "PHYSICAL_HARM": "körperliche Gewalt",
                "SEXUAL_ASSAULT_THREAT": "sexuelle Gewalt",
                "OFFENDER_SELF_HARM": "Selbstverletzung des Täters",
                "FABRICATE": "gefälschte Aufnahmen",
                "FAKE_PROFILE": "falsches Profil",
                "POST_CONVERSATION": "Veröffentlichung des Chatverlaufs",
                "WITHHOLD_HELP": "Entzug von Hilfe",
                "DOXXING": "Veröffentlichung persönlicher Daten",
                "UNDETERMINED": _NOT_DETERMINABLE,
            },
        ),
        Column(
            "Verfahrensstand",
            "single",
            "outcome",
            labels={
                "OPEN": "in Bearbeitung",
                "CLOSED_NO_OFFENDER": "eingestellt, Täter nicht ermittelt",
                "REFERRED": "abgegeben",
                "CHARGED": "angeklagt",
                "CONVICTED": "verurteilt",
                "ACQUITTED": "freigesprochen",
                "DISCONTINUED": "eingestellt, Täter bekannt",
            },
        ),
        Column("Bearbeiter-Dienststelle", "unused", values=("K 12", "K 21", "K 23", "ZAC 1", "ZAC 2")),
    ),
)
