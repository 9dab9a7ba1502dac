"""XF, English-speaking: `xf_hotline_reports`, the reports to an invented hotline. Edition 2024.

One row a report, in the order of receipt. A zip of twelve comma csv in utf-8, `reports_2024-01.csv` to
`reports_2024-12.csv`, CRLF, each with the header in line 1; cells are quoted only where they hold a comma; no title
and no footer (the name of the zip says that the data are invented). Dates are dd/mm/yyyy. Several labels in a cell
are separated by a semicolon and a blank. Bands are `0-9`, `10-13`, `14-17`; `unknown` is _U, `could not tell`
UNDETERMINED, `not applicable` _Z (nobody filed a report). `notifier` filed the report, `originator` first told
somebody. `blackmail (any kind)` is WIDER than FINANCIAL: 3 % of the reports are blackmail without sexual material,
`_Z` in the truth. `victim, family or teacher` is the group VICTIM_FAMILY_OR_SCHOOL. `status` is the stage a report
reached. `batch_id` is an administrative column without use.

Columns in order: `report_ref`, `date_received`, `status`, `victim_age`, `victim_gender`, `motivation`, `demand`,
`threat`, `platform`, `relation`, `notifier`, `originator`, `channel`, `impact_on_victim`, `batch_id`. Their labels
are below: true code on the left, what is written on the right.
"""

from dataclasses import replace

from bench.model_countries.shares import CHILDREN
from bench.model_countries.specs import Column, Country, Edition, Meaning
from bench.model_countries.writers.delimited import write_zip_of_months

_UNKNOWN = "unknown"
_COULD_NOT_TELL = "could not tell"
_ANY_BLACKMAIL = "blackmail (any kind)"
_CLOSE_ADULTS = "victim, family or teacher"

XF = Country(
    country="XF",
    source_id="xf_hotline_reports",
    editions=(Edition("2024", 2024, 3_000),),
    universe=replace(CHILDREN, outside_share=0.03, stage={"RECEIVED": 12, "ASSESSED": 28, "CONFIRMED": 60}),
    facts={
        "counting_unit": "REPORT",
        "reference_date_type": "RECEIVED",
        "geographic_role": "VICTIM_RESIDENCE",
        "unit_mandate": "HOTLINE_CLEARING_HOUSE",
        "universe": "HOTLINE",
        "recording_stage": "column status",
        "age_moment": "AT_REPORT",
        "population": "victims 0 to 17",
    },
    title=(),
    file_name="xf_hotline_{year}_model_country_invented.zip",
    case_number="HL{yy}{serial}",
    date_format="%d/%m/%Y",
    separator="; ",
    write=write_zip_of_months,
    parts=12,
    columns=(
        Column("report_ref", "case_number"),
        Column("date_received", "date", "reference_date"),
        Column(
            "status",
            "single",
            "stage",
            labels={"RECEIVED": "received", "ASSESSED": "assessed", "CONFIRMED": "confirmed"},
        ),
        Column(
            "victim_age",
            "age",
            "victim_age_years",
            bands=((0, 9, "0-9"), (10, 13, "10-13"), (14, 17, "14-17")),
            unknowns={_UNKNOWN: ("_U", 0.07)},
        ),
        Column(
            "victim_gender",
            "single",
            "victim_gender",
            labels={"F": "girl", "M": "boy", "_O": "another gender", "UNDETERMINED": _COULD_NOT_TELL},
            unknowns={_UNKNOWN: ("_U", 0.01)},
        ),
        Column(
            "motivation",
            "single",
            "motivation",
            labels={
                "SEXUAL": "sexual",
                "FINANCIAL": _ANY_BLACKMAIL,
                "_Z": _ANY_BLACKMAIL,
                "MIXED": "sexual and financial",
                "OTHER_PERSONAL": "other personal gain",
                "UNDETERMINED": _COULD_NOT_TELL,
            },
            meanings={_ANY_BLACKMAIL: Meaning("FINANCIAL", "WIDER")},
        ),
        Column(
            "demand",
            "multiple",
            "demand",
            labels={
                "MORE_CONTENT": "more images or videos",
                "LIVE_PERFORMANCE": "live performance on camera",
                "SEX_OFFLINE": "meeting or sex",
                "SEXUAL_FAVOUR_OTHER": "other sexual favour",
                "MONEY": "money",
                "GOODS": "gift cards or goods",
                "CONTACTS": "contacts of friends",
                "OTHER_CHILDREN": "involving other children",
                "FINANCIAL_CREDENTIALS": "bank or card details",
                "OTHER_BENEFIT": "other benefit",
                "NONE": "no further demand",
                "UNDETERMINED": _COULD_NOT_TELL,
            },
            unknowns={_UNKNOWN: ("_U", 0.03)},
        ),
        Column(
            "threat",
            "multiple",
            "threat",
            labels={
                "PUBLISH": "posting online",
                "PUBLISH_TO_KNOWN": "sending to family or friends",
                "PHYSICAL_HARM": "physical harm",
                "SEXUAL_ASSAULT_THREAT": "sexual assault",
                "OFFENDER_SELF_HARM": "offender's self-harm",
                "FABRICATE": "fake images",
                "FAKE_PROFILE": "fake profile",
                "POST_CONVERSATION": "posting the conversation",
                "WITHHOLD_HELP": "withholding help",
                "DOXXING": "posting personal details",
                "UNDETERMINED": _COULD_NOT_TELL,
            },
        ),
        Column(
            "platform",
            "multiple",
            "platform",
            labels={
                "SOCIAL_NETWORK": "social network",
                "CHAT_MESSAGING": "chat or messaging",
                "VIDEO_LIVE": "video chat or live stream",
                "GAMING": "online game",
                "DATING": "dating service",
                "FORUM": "forum",
                "IMAGE_HOST": "image host",
                "EMAIL": "email",
                "OTHER": "other",
            },
            unknowns={_UNKNOWN: ("_U", 0.02)},
        ),
        Column(
            "relation",
            "single",
            "relation",
            labels={
                "INTIMATE_FAMILY": "partner or family",
                "PEER": "peer",
                "KNOWN_OTHER": "known in another way",
                "STRANGER": "stranger to the victim",
                "ONLINE_ONLY_ACQUAINTANCE": "known online only",
                "_U": _UNKNOWN,
            },
        ),
        Column(
            "notifier",
            "single",
            "notifier",
            labels={
                "VICTIM": _CLOSE_ADULTS,
                "PARENT_GUARDIAN": _CLOSE_ADULTS,
                "OTHER_FAMILY": _CLOSE_ADULTS,
                "SCHOOL": _CLOSE_ADULTS,
                "PEER": "friend, partner or sibling",
                "POLICE": "police",
                "COUNSELLOR": "counsellor",
                "INTERNET_COMPANY": "internet company",
                "ONLINE_STRANGER": "stranger online",
                "NGO_HOTLINE": "another hotline or charity",
                "MEMBER_OF_PUBLIC": "member of the public",
                "_Z": "not applicable",
            },
            meanings={_CLOSE_ADULTS: Meaning("VICTIM_FAMILY_OR_SCHOOL")},
        ),
        Column(
            "originator",
            "single",
            "originator",
            labels={
                "VICTIM": "the child",
                "PARENT_GUARDIAN": "parent or guardian",
                "OTHER_FAMILY": "other relative",
                "PEER": "friend, partner or sibling",
                "POLICE": "police",
                "SCHOOL": "teacher",
                "COUNSELLOR": "counsellor",
                "ONLINE_STRANGER": "stranger online",
                "MEMBER_OF_PUBLIC": "member of the public",
                "_U": _UNKNOWN,
            },
        ),
        Column(
            "channel",
            "single",
            "channel",
            labels={
                "DIRECT_TO_POLICE": "passed on by police",
                "HOTLINE_INHOPE": "INHOPE hotline",
                "NCMEC_CYBERTIP": "CyberTip",
                "PLATFORM": "platform form",
                "NGO": "charity",
                "HELPLINE": "helpline",
                "SCHOOL": "school",
                "INTERPOL_EUROPOL": "Interpol or Europol",
                "FOREIGN_POLICE": "foreign police",
                "PROACTIVE_ONLINE": "own search",
                "FOUND_IN_OTHER_CASE": "found in another case",
                "OTHER": "other route",
            },
        ),
        Column(
            "impact_on_victim",
            "multiple",
            "victim_outcome",
            labels={
                "HOPELESSNESS": "hopelessness",
                "FEAR": "fear",
                "ANXIETY": "anxiety",
                "DEPRESSION": "depression",
                "SELF_HARM": "self-harm",
                "SUICIDE_THREAT": "suicide threatened",
                "SUICIDE_ATTEMPT": "suicide attempted",
                "_U": _UNKNOWN,
            },
        ),
        Column("batch_id", "unused", values=("B-01", "B-02", "B-03", "B-04")),
    ),
)
