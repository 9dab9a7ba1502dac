"""XB, French-speaking: `xb_dcpj_procedures`, the procedures of an invented judicial police. Editions 2024 and 2024-R1.

One row a case file, in the order of recording. One xlsx sheet `Procédures`: rows 1 to 3 title, row 4 merged groups
(Procédure, Victime, Faits, Signalement), row 5 column names, data from row 6; under the data a blank row, a row
`Total` with the number of rows in column B, a blank row, two footnotes. Dates are real date cells. Several labels in
a cell are separated by ` ; `. Ages come in the bands 0-12, 13-15, 16-17. `argent ou cadeaux` merges MONEY and GOODS;
`autorité (police, école, conseiller)` is AUTHORITY. `non renseigné` is _U, `indéterminé` UNDETERMINED, `sans objet`
_Z (nobody filed a report). `Service saisi` is an administrative column without use. 2024-R1 revises 2024: in 4 % of
the rows the outcome and perhaps motive, demand and what follows from them have changed, 1 % are added (numbers above
the last), 0.5 % withdrawn.

Columns in order: `N° de procédure`, `Date d'enregistrement`, `Suite donnée`, `Service saisi`, `Tranche d'âge`,
`Sexe`, `Lien avec l'auteur`, `Mobile`, `Demande`, `Menace`, `Type de plateforme`, `Auteur du signalement`, `Voie de
signalement`. Their labels are below: true code on the left, what is written on the right.
"""

from bench.model_countries.shares import CHILDREN
from bench.model_countries.specs import Column, Country, Edition, Meaning
from bench.model_countries.writers.xlsx import write_workbook

_NOT_STATED = "non renseigné"
_NOT_DETERMINED = "indéterminé"

XB = Country(
    country="XB",
    source_id="xb_dcpj_procedures",
    editions=(Edition("2024", 2024, 1_500), Edition("2024-R1", 2024, 1_500, revises="2024")),
    universe=CHILDREN,
    facts={
        "counting_unit": "CASE_FILE",
        "reference_date_type": "RECORDED",
        "geographic_role": "REPORTING_AUTHORITY",
        "unit_mandate": "GENERAL_POLICE",
        "universe": "POLICE",
        "recording_stage": "RECORDED_INPUT",
        "age_moment": "AT_RECORDING",
        "population": "victims 0 to 17",
    },
    title=(
        "Chantage et contrainte sexuels en ligne envers des mineurs : procédures enregistrées en {year}",
        "Pays modèle XB - données inventées",
        "Édition {edition}, extraction annuelle",
    ),
    file_name="xb_dcpj_{edition}_modele_invente.xlsx",
    case_number="PV {year}/{serial}",
    separator=" ; ",
    write=write_workbook,
    max_rows=1_000_000,
    columns=(
        Column("N° de procédure", "case_number", group="Procédure"),
        Column("Date d'enregistrement", "date", "reference_date", group="Procédure"),
        Column(
            "Suite donnée",
            "single",
            "outcome",
            group="Procédure",
            labels={
                "OPEN": "en cours",
                "CLOSED_NO_OFFENDER": "classée, auteur inconnu",
                "REFERRED": "transmise à un autre service",
                "CHARGED": "poursuites engagées",
                "CONVICTED": "condamnation",
                "ACQUITTED": "relaxe ou acquittement",
                "DISCONTINUED": "classée, auteur connu",
            },
        ),
        Column("Service saisi", "unused", group="Procédure", values=("SRPJ 1", "SRPJ 2", "BPM", "SLC")),
        Column(
            "Tranche d'âge",
            "age",
            "victim_age_years",
            group="Victime",
            bands=((0, 12, "0-12 ans"), (13, 15, "13-15 ans"), (16, 17, "16-17 ans")),
            unknowns={_NOT_STATED: ("_U", 0.05)},
        ),
        Column(
            "Sexe",
            "single",
            "victim_gender",
            group="Victime",
            labels={"F": "féminin", "M": "masculin", "_O": "autre", "UNDETERMINED": _NOT_DETERMINED},
        ),
        Column(
            "Lien avec l'auteur",
            "single",
            "relation",
            group="Victime",
            labels={
                "INTIMATE_FAMILY": "conjoint, ex-conjoint ou famille",
                "PEER": "camarade ou ami",
                "KNOWN_OTHER": "autre personne connue",
                "STRANGER": "auteur inconnu de la victime",
                "ONLINE_ONLY_ACQUAINTANCE": "connu uniquement en ligne",
                "_U": _NOT_STATED,
            },
        ),
        Column(
            "Mobile",
            "single",
            "motivation",
            group="Faits",
            labels={
                "SEXUAL": "sexuel",
                "FINANCIAL": "financier",
                "MIXED": "sexuel et financier",
                "OTHER_PERSONAL": "autre intérêt personnel",
                "UNDETERMINED": _NOT_DETERMINED,
            },
            unknowns={_NOT_STATED: ("_U", 0.03)},
        ),
        Column(
            "Demande",
            "multiple",
            "demand",
            group="Faits",
            labels={
                "MORE_CONTENT": "images ou vidéos supplémentaires",
                "LIVE_PERFORMANCE": "actes devant la caméra",
                "SEX_OFFLINE": "rencontre ou rapport sexuel",
                "SEXUAL_FAVOUR_OTHER": "autre faveur sexuelle",
                "MONEY": "argent ou cadeaux",
                "GOODS": "argent ou cadeaux",
                "CONTACTS": "contacts d'autres jeunes",
                "OTHER_CHILDREN": "participation d'autres enfants",
                "FINANCIAL_CREDENTIALS": "coordonnées bancaires",
                "OTHER_BENEFIT": "autre avantage",
                "NONE": "aucune autre demande",
                "UNDETERMINED": _NOT_DETERMINED,
            },
            meanings={"argent ou cadeaux": Meaning("MONEY_OR_GOODS")},
        ),
        Column(
            "Menace",
            "multiple",
            "threat",
            group="Faits",
            labels={
                "PUBLISH": "diffusion en ligne",
                "PUBLISH_TO_KNOWN": "envoi à la famille ou aux amis",
                "PHYSICAL_HARM": "violences physiques",
                "SEXUAL_ASSAULT_THREAT": "agression sexuelle",
                "OFFENDER_SELF_HARM": "suicide ou automutilation de l'auteur",
                "FABRICATE": "images truquées",
                "FAKE_PROFILE": "faux profil",
                "POST_CONVERSATION": "diffusion des conversations",
                "WITHHOLD_HELP": "retrait d'une aide",
                "DOXXING": "divulgation de données personnelles",
                "UNDETERMINED": _NOT_DETERMINED,
            },
        ),
        Column(
            "Type de plateforme",
            "multiple",
            "platform",
            group="Faits",
            labels={
                "SOCIAL_NETWORK": "réseau social",
                "CHAT_MESSAGING": "messagerie",
                "VIDEO_LIVE": "vidéo en direct",
                "GAMING": "jeu en ligne",
                "DATING": "site de rencontre",
                "FORUM": "forum",
                "IMAGE_HOST": "hébergeur d'images",
                "EMAIL": "courriel",
                "OTHER": "autre",
            },
            unknowns={_NOT_STATED: ("_U", 0.02)},
        ),
        Column(
            "Auteur du signalement",
            "single",
            "notifier",
            group="Signalement",
            labels={
                "VICTIM": "victime",
                "PARENT_GUARDIAN": "parent ou tuteur",
                "OTHER_FAMILY": "autre membre de la famille",
                "PEER": "ami, partenaire ou frère et sœur",
                "POLICE": "autorité (police, école, conseiller)",
                "SCHOOL": "autorité (police, école, conseiller)",
                "COUNSELLOR": "autorité (police, école, conseiller)",
                "INTERNET_COMPANY": "fournisseur de services en ligne",
                "ONLINE_STRANGER": "inconnu rencontré en ligne",
                "NGO_HOTLINE": "association ou point de contact",
                "MEMBER_OF_PUBLIC": "particulier",
                "_Z": "sans objet",
            },
            meanings={"autorité (police, école, conseiller)": Meaning("AUTHORITY")},
            unknowns={_NOT_STATED: ("_U", 0.02)},
        ),
        Column(
            "Voie de signalement",
            "single",
            "channel",
            group="Signalement",
            labels={
                "DIRECT_TO_POLICE": "plainte directe",
                "HOTLINE_INHOPE": "point de contact INHOPE",
                "NCMEC_CYBERTIP": "signalement NCMEC",
                "PLATFORM": "plateforme",
                "NGO": "association",
                "HELPLINE": "ligne d'écoute",
                "SCHOOL": "établissement scolaire",
                "INTERPOL_EUROPOL": "Interpol ou Europol",
                "FOREIGN_POLICE": "police étrangère",
                "PROACTIVE_ONLINE": "veille en ligne",
                "FOUND_IN_OTHER_CASE": "découverte dans une autre procédure",
                "OTHER": "autre voie",
            },
        ),
    ),
)
