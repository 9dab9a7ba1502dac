"""XD, Greek-speaking: `xd_el_anafores`, the reports to an invented child-abuse unit. Edition 2024.

One row a report, in the order of receipt. One ods sheet `Αναφορές`: rows 1 to 3 title (each one cell over all
columns), row 4 header, data from row 5, no footer. Dates are real date cells. Several labels in a cell are separated
by ` | `. Bands are `κάτω των 14` (under 14: 0 to 13 completed years) and `14 έως 18` (14 to 18: in this register 14
to 17 completed years, the 18th birthday excluded). The unit never sees purely financial cases (another unit has them)
and has no label for money, goods or card data: of a mixed case it writes the sexual demand only, while the truth
keeps both. `άγνωστο` is _U, `απροσδιόριστο` UNDETERMINED, `αυτεπάγγελτα` _Z (nobody filed a report). `φίλος, γνωστός
ή συμμαθητής` is KNOWN_OTHER with its child PEER. `Κωδικός χειριστή` is an administrative column without use.

Columns in order: `Αριθμός αναφοράς`, `Ημερομηνία λήψης`, `Ηλικιακή ομάδα`, `Φύλο`, `Κίνητρο`, `Αίτημα`, `Απειλή`,
`Τρόπος απόκτησης υλικού`, `Πλατφόρμα`, `Σχέση με τον δράστη`, `Αναφέρων`, `Συνέπειες για το παιδί`, `Κωδικός
χειριστή`. Their labels are below: true code on the left, what is written on the right.
"""

# ruff: noqa: RUF001, RUF002 (the letters that look Latin are Greek on purpose)

from dataclasses import replace

from bench.model_countries.shares import CHILDREN
from bench.model_countries.specs import Column, Country, Edition, Meaning
from bench.model_countries.writers.ods import write_spreadsheet

_UNKNOWN = "άγνωστο"
_UNDETERMINED = "απροσδιόριστο"
_KNOWN = "φίλος, γνωστός ή συμμαθητής"

XD = Country(
    country="XD",
    source_id="xd_el_anafores",
    editions=(Edition("2024", 2024, 340),),
    universe=replace(CHILDREN, unseen_motivations=frozenset({"FINANCIAL"}), stage={"RECEIVED": 1}),
    facts={
        "counting_unit": "REPORT",
        "reference_date_type": "RECEIVED",
        "geographic_role": "REPORTING_AUTHORITY",
        "unit_mandate": "CHILD_ABUSE_UNIT",
        "universe": "POLICE",
        "recording_stage": "RECEIVED",
        "age_moment": "AT_REPORT",
        "population": "victims 0 to 17",
    },
    title=(
        "Μοντέλο χώρας XD - επινοημένα δεδομένα",
        "Αναφορές για διαδικτυακό σεξουαλικό εξαναγκασμό και εκβιασμό παιδιών, έτος {year}",
        "Τμήμα Προστασίας Ανηλίκων (επινοημένη υπηρεσία)",
    ),
    file_name="xd_el_{year}_montelo_epinoimena.ods",
    case_number="ΑΝ-{serial}/{year}",
    separator=" | ",
    write=write_spreadsheet,
    max_rows=1_000_000,
    columns=(
        Column("Αριθμός αναφοράς", "case_number"),
        Column("Ημερομηνία λήψης", "date", "reference_date"),
        Column(
            "Ηλικιακή ομάδα",
            "age",
            "victim_age_years",
            bands=((0, 13, "κάτω των 14"), (14, 17, "14 έως 18")),
            unknowns={_UNKNOWN: ("_U", 0.04)},
        ),
        Column(
            "Φύλο",
            "single",
            "victim_gender",
            labels={"F": "κορίτσι", "M": "αγόρι", "_O": "άλλο", "UNDETERMINED": _UNDETERMINED},
        ),
        Column(
            "Κίνητρο",
            "single",
            "motivation",
            labels={
                "SEXUAL": "σεξουαλικό",
                "MIXED": "μικτό (σεξουαλικό και οικονομικό)",
                "OTHER_PERSONAL": "άλλο προσωπικό",
                "UNDETERMINED": _UNDETERMINED,
            },
            unknowns={_UNKNOWN: ("_U", 0.03)},
        ),
        Column(
            "Αίτημα",
            "multiple",
            "demand",
            labels={
                "MORE_CONTENT": "περισσότερες εικόνες ή βίντεο",
                "LIVE_PERFORMANCE": "πράξεις μπροστά στην κάμερα",
                "SEX_OFFLINE": "συνάντηση ή σεξουαλική επαφή",
                "SEXUAL_FAVOUR_OTHER": "άλλη σεξουαλική εξυπηρέτηση",
                "CONTACTS": "στοιχεία συνομηλίκων",
                "OTHER_CHILDREN": "συμμετοχή άλλων παιδιών",
                "OTHER_BENEFIT": "άλλο όφελος",
                "NONE": "κανένα άλλο αίτημα",
                "UNDETERMINED": _UNDETERMINED,
            },
        ),
        Column(
            "Απειλή",
            "multiple",
            "threat",
            labels={
                "PUBLISH": "δημοσίευση στο διαδίκτυο",
                "PUBLISH_TO_KNOWN": "αποστολή σε οικογένεια ή φίλους",
                "PHYSICAL_HARM": "σωματική βλάβη",
                "SEXUAL_ASSAULT_THREAT": "σεξουαλική επίθεση",
                "OFFENDER_SELF_HARM": "αυτοτραυματισμός του δράστη",
                "FABRICATE": "παραποιημένες εικόνες",
                "FAKE_PROFILE": "ψεύτικο προφίλ",
                "POST_CONVERSATION": "δημοσίευση συνομιλιών",
                "WITHHOLD_HELP": "άρνηση βοήθειας",
                "DOXXING": "δημοσίευση προσωπικών στοιχείων",
                "UNDETERMINED": _UNDETERMINED,
            },
        ),
        Column(
            "Τρόπος απόκτησης υλικού",
            "multiple",
            "material",
            labels={
                "SELF_PRODUCED_DECEIVED": "εστάλη από το παιδί μετά από εξαπάτηση",
                "SELF_PRODUCED_VOLUNTARY_LEAKED": "εστάλη ιδιωτικά και διέρρευσε",
                "RECORDED_SECRETLY": "κρυφή καταγραφή",
                "ACCOUNT_INTRUSION": "παραβίαση λογαριασμού",
                "DEVICE_HACK_MALWARE": "κακόβουλο λογισμικό",
                "OFFERED_PAYMENT": "έναντι αμοιβής",
                "THIRD_PARTY": "από τρίτο πρόσωπο",
                "FABRICATED": "κατασκευασμένο υλικό",
                "ACCIDENTAL_UPLOAD": "ανάρτηση κατά λάθος",
                "NO_MATERIAL_CLAIMED_ONLY": "απλός ισχυρισμός χωρίς υλικό",
            },
            unknowns={_UNKNOWN: ("_U", 0.10)},
        ),
        Column(
            "Πλατφόρμα",
            "multiple",
            "platform",
            labels={
                "SOCIAL_NETWORK": "κοινωνικό δίκτυο",
                "CHAT_MESSAGING": "ανταλλαγή μηνυμάτων",
                "VIDEO_LIVE": "βιντεοκλήση ή ζωντανή μετάδοση",
                "GAMING": "διαδικτυακό παιχνίδι",
                "DATING": "εφαρμογή γνωριμιών",
                "FORUM": "φόρουμ",
                "IMAGE_HOST": "φιλοξενία εικόνων",
                "EMAIL": "ηλεκτρονικό ταχυδρομείο",
                "OTHER": "άλλη",
            },
        ),
        Column(
            "Σχέση με τον δράστη",
            "single",
            "relation",
            labels={
                "INTIMATE_FAMILY": "σύντροφος ή οικογένεια",
                "PEER": _KNOWN,
                "KNOWN_OTHER": _KNOWN,
                "STRANGER": "άγνωστος στο παιδί",
                "ONLINE_ONLY_ACQUAINTANCE": "γνωστός μόνο από το διαδίκτυο",
                "_U": _UNKNOWN,
            },
            meanings={_KNOWN: Meaning("KNOWN_OTHER")},
        ),
        Column(
            "Αναφέρων",
            "single",
            "notifier",
            labels={
                "VICTIM": "το παιδί",
                "PARENT_GUARDIAN": "γονέας ή κηδεμόνας",
                "OTHER_FAMILY": "άλλος συγγενής",
                "PEER": "φίλος, σύντροφος ή αδέλφια",
                "POLICE": "άλλη αστυνομική υπηρεσία",
                "SCHOOL": "σχολείο",
                "COUNSELLOR": "σύμβουλος",
                "INTERNET_COMPANY": "εταιρεία διαδικτύου",
                "ONLINE_STRANGER": "άγνωστος από το διαδίκτυο",
                "NGO_HOTLINE": "γραμμή καταγγελιών ή ΜΚΟ",
                "MEMBER_OF_PUBLIC": "άλλος πολίτης",
                "_Z": "αυτεπάγγελτα",
            },
        ),
        Column(
            "Συνέπειες για το παιδί",
            "multiple",
            "victim_outcome",
            labels={
                "HOPELESSNESS": "απελπισία",
                "FEAR": "φόβος",
                "ANXIETY": "άγχος",
                "DEPRESSION": "κατάθλιψη",
                "SELF_HARM": "αυτοτραυματισμός",
                "SUICIDE_THREAT": "απειλή αυτοκτονίας",
                "SUICIDE_ATTEMPT": "απόπειρα αυτοκτονίας",
                "_U": _UNKNOWN,
            },
        ),
        Column("Κωδικός χειριστή", "unused", values=("Χ01", "Χ02", "Χ03", "Χ07")),
    ),
)
