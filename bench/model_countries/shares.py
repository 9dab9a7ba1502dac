"""The shares the invented incidents follow, each with the published figure it is taken from.

Europol 2017 = Europol, "Online sexual coercion and extortion as a form of crime affecting children", 2017. Figures that
no document gives are marked INVENTED: they only make the files look lived-in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Shares = Mapping[str, float]
Table = Mapping[str, Shares]

# Europol 2017, section 2.2 (NCMEC 2016): 78 % girls, 15 % boys, 8 % not determinable. `_O` is INVENTED.
NCMEC_GENDER: Shares = {"F": 78, "M": 15, "UNDETERMINED": 8, "_O": 0.4}

# Europol 2017, section 1.2.1 (NCMEC 2016): content 78 %, sex 5 %, money or goods 7 %, several 2 %, undetermined 11 %;
# section 2.2: content 84 % of girls and 53 % of boys, money or goods 2 % of girls and 32 % of boys.
# Written as exclusive combinations that add up to those margins; the split of the overlap is INVENTED.
_NOT_DETERMINED_OBJECTIVE: Shares = {
    "CONTENT": 64.5, "SEX": 3.2, "MONEY": 7.5, "CONTENT+SEX": 0.8, "CONTENT+MONEY": 1.2, "OTHER": 2.0,
    "NOT_KNOWN": 20.8,
}  # fmt: skip
NCMEC_OBJECTIVE: Table = {
    "F": {
        "CONTENT": 82.0, "SEX": 4.3, "MONEY": 1.2, "CONTENT+SEX": 1.2, "CONTENT+MONEY": 0.8, "OTHER": 1.0,
        "NOT_KNOWN": 9.5,
    },
    "M": {
        "CONTENT": 50.0, "SEX": 2.5, "MONEY": 29.5, "CONTENT+SEX": 0.5, "CONTENT+MONEY": 2.5, "OTHER": 2.0,
        "NOT_KNOWN": 13.0,
    },
    "UNDETERMINED": _NOT_DETERMINED_OBJECTIVE,
    "_O": _NOT_DETERMINED_OBJECTIVE,
}  # fmt: skip

# Europol 2017, section 2.2 (NCMEC 2016): ages 8 to 17, mean 15, for both sexes. The shape is INVENTED.
NCMEC_AGE: Shares = {
    "8": 0.5, "9": 0.5, "10": 1, "11": 2.5, "12": 5, "13": 9, "14": 15.5, "15": 21, "16": 22.5, "17": 22.5,
}  # fmt: skip

# Europol 2017, section 3.2 (NCMEC 2016): company 33 %, child 24 %, parent 22 %, peer 7 %, authority 5 %, stranger 3 %.
# The split of the authorities and of the 6 points the document leaves open is INVENTED.
NCMEC_NOTIFIER: Shares = {
    "INTERNET_COMPANY": 33, "VICTIM": 24, "PARENT_GUARDIAN": 22, "PEER": 7, "POLICE": 2, "SCHOOL": 2, "COUNSELLOR": 1,
    "ONLINE_STRANGER": 3, "OTHER_FAMILY": 1.5, "NGO_HOTLINE": 1.5, "MEMBER_OF_PUBLIC": 2, "_Z": 1,
}  # fmt: skip

# Europol 2017, section 3.2 (NCMEC 2016): the child is the first source, directly or not, of 38 % of reports.
# The split by notifier is INVENTED.
ORIGINATOR_BY_NOTIFIER: Table = {
    "VICTIM": {"VICTIM": 1},
    "INTERNET_COMPANY": {"VICTIM": 20, "PARENT_GUARDIAN": 3, "ONLINE_STRANGER": 2, "_U": 75},
    "PARENT_GUARDIAN": {"VICTIM": 25, "PARENT_GUARDIAN": 75},
    "PEER": {"VICTIM": 15, "PEER": 85},
    "POLICE": {"VICTIM": 10, "PARENT_GUARDIAN": 40, "POLICE": 50},
    "SCHOOL": {"VICTIM": 20, "PEER": 20, "SCHOOL": 60},
    "COUNSELLOR": {"VICTIM": 20, "COUNSELLOR": 80},
    "ONLINE_STRANGER": {"ONLINE_STRANGER": 1},
    "OTHER_FAMILY": {"OTHER_FAMILY": 1},
    "NGO_HOTLINE": {"MEMBER_OF_PUBLIC": 70, "_U": 30},
    "MEMBER_OF_PUBLIC": {"MEMBER_OF_PUBLIC": 1},
    "_Z": {"_U": 1},
}

# Europol 2017, section 1.3.2 (NCMEC 2016): publishing 67 %, and within it 29 % of all where family and friends can see.
PUBLISH_SHARE = 0.67
PUBLISH_TO_KNOWN_SHARE = 0.29
# Named without a figure in the same section: INVENTED shares, independent of each other.
OTHER_THREATS: Shares = {
    "PHYSICAL_HARM": 0.04, "SEXUAL_ASSAULT_THREAT": 0.015, "OFFENDER_SELF_HARM": 0.02, "FABRICATE": 0.03,
    "FAKE_PROFILE": 0.03, "POST_CONVERSATION": 0.04, "WITHHOLD_HELP": 0.01, "DOXXING": 0.02,
}  # fmt: skip

# Europol 2017, section 1.2.2 (NCMEC 2016): several platforms 42 %; 80 % of the determinable 39 % on the same day.
# The weights of the platforms are INVENTED.
SEVERAL_PLATFORMS_SHARE = 0.42
SAME_DAY_SHARE = 0.80
PLATFORM: Shares = {
    "SOCIAL_NETWORK": 44, "CHAT_MESSAGING": 30, "VIDEO_LIVE": 12, "GAMING": 5, "DATING": 3, "FORUM": 1, "IMAGE_HOST": 1,
    "EMAIL": 2, "OTHER": 2,
}  # fmt: skip

# Europol 2017, section 3.1 (NCMEC 2016): a negative outcome in 13 %, 31 % of it self-harm or suicidal. Kinds INVENTED.
NEGATIVE_OUTCOME_SHARE = 0.13
SELF_HARM_OF_NEGATIVE_SHARE = 0.31
SELF_HARM_KIND: Shares = {"SELF_HARM": 45, "SUICIDE_THREAT": 40, "SUICIDE_ATTEMPT": 15}
DISTRESS_KIND: Shares = {"FEAR": 35, "ANXIETY": 30, "DEPRESSION": 20, "HOPELESSNESS": 15}

# Europol 2017, section 1.3.3 (EMPACT survey): no further demand in 3 of 17 answers. Other splits INVENTED.
NO_DEMAND_SHARE = 3 / 17
CONTENT_KIND: Shares = {"MORE_CONTENT": 88, "LIVE_PERFORMANCE": 12}
MONEY_KIND: Shares = {"MONEY": 79, "GOODS": 17, "FINANCIAL_CREDENTIALS": 4}
OTHER_KIND: Shares = {"CONTACTS": 50, "OTHER_BENEFIT": 50}

# Brookings 2016: hacking in 9 % of cases (here 6 + 3). Other shares INVENTED.
MATERIAL: Shares = {
    "SELF_PRODUCED_DECEIVED": 52, "SELF_PRODUCED_VOLUNTARY_LEAKED": 12, "RECORDED_SECRETLY": 12, "ACCOUNT_INTRUSION": 6,
    "DEVICE_HACK_MALWARE": 3, "OFFERED_PAYMENT": 4, "THIRD_PARTY": 4, "FABRICATED": 3, "ACCIDENTAL_UPLOAD": 1,
    "NO_MATERIAL_CLAIMED_ONLY": 3,
}  # fmt: skip

# INVENTED.
TACTIC: Shares = {
    "PRETEND_FEMALE": 34, "PRETEND_YOUNGER": 14, "RECIPROCATION": 16, "SECRET_RECORDING": 12, "BOND": 8,
    "MULTIPLE_IDENTITIES": 6, "ACCOUNT_ACCESS": 4, "OFFER": 3, "MODELLING_AGENCY": 1, "AUTHORITY_PRETENCE": 2,
}  # fmt: skip
RELATION: Shares = {
    "ONLINE_ONLY_ACQUAINTANCE": 56, "STRANGER": 22, "PEER": 6, "KNOWN_OTHER": 5, "INTIMATE_FAMILY": 3, "_U": 8,
}  # fmt: skip
OUTCOME: Shares = {
    "OPEN": 22, "CLOSED_NO_OFFENDER": 36, "REFERRED": 14, "CHARGED": 11, "CONVICTED": 4, "ACQUITTED": 1,
    "DISCONTINUED": 12,
}  # fmt: skip
_PRIVATE_CHANNEL: Shares = {"DIRECT_TO_POLICE": 70, "HELPLINE": 12, "NGO": 8, "HOTLINE_INHOPE": 6, "OTHER": 4}
CHANNEL_BY_NOTIFIER: Table = {
    "VICTIM": _PRIVATE_CHANNEL,
    "PARENT_GUARDIAN": _PRIVATE_CHANNEL,
    "OTHER_FAMILY": _PRIVATE_CHANNEL,
    "PEER": _PRIVATE_CHANNEL,
    "ONLINE_STRANGER": _PRIVATE_CHANNEL,
    "MEMBER_OF_PUBLIC": _PRIVATE_CHANNEL,
    "INTERNET_COMPANY": {"NCMEC_CYBERTIP": 75, "PLATFORM": 25},
    "POLICE": {"FOREIGN_POLICE": 40, "INTERPOL_EUROPOL": 30, "FOUND_IN_OTHER_CASE": 30},
    "SCHOOL": {"SCHOOL": 80, "DIRECT_TO_POLICE": 20},
    "COUNSELLOR": {"HELPLINE": 60, "DIRECT_TO_POLICE": 40},
    "NGO_HOTLINE": {"HOTLINE_INHOPE": 70, "NGO": 30},
    "_Z": {"PROACTIVE_ONLINE": 50, "FOUND_IN_OTHER_CASE": 50},
}

# The classes domain experts name for each aim (content, solicitation, extortion, threat, harassment). Weights INVENTED.
CHILD_OFFENCE: Table = {
    "CONTENT": {"030221": 62, "030229": 18, "030223": 12, "03012": 8},
    "SEX": {"030223": 80, "03012": 20},
    "MONEY": {"02051": 1},
    "CONTENT+SEX": {"030223": 60, "030221": 40},
    "CONTENT+MONEY": {"02051": 50, "030221": 50},
    "OTHER": {"0208": 60, "0201": 40},
    "NOT_KNOWN": {"0201": 40, "030229": 40, "02051": 20},
    "OUTSIDE": {"02051": 1},
}

# Europol 2017, sections 1.4 and 2.2 (NCA AKEU 2016): of 1,247, 1,107 male, the rest female and unknown together (131
# women and 9 unknown fit the 46.56 % below).
AKEU_GENDER: Shares = {"M": 1107, "F": 131, "UNDETERMINED": 9}

# Same: demand known in 738 of 1,247, financial in 665 of those; 46.56 % of female victims were asked for images or
# sexual contact (61 of 131). The split of the rest by gender is INVENTED and adds up to 665, 73 and 509.
AKEU_OBJECTIVE: Table = {
    "M": {"MONEY": 632, "CONTENT": 7, "SEX": 1, "OTHER": 4, "NOT_KNOWN": 463},
    "F": {"MONEY": 30, "CONTENT": 55, "SEX": 6, "NOT_KNOWN": 40},
    "UNDETERMINED": {"MONEY": 3, "NOT_KNOWN": 6},
}

# Same: ages 8 to 82, 123 under 18, 443 from 18 to 24, so 681 from 25. The shape within the three is INVENTED.
_AKEU_CHILD = {age: 123 * share / sum(NCMEC_AGE.values()) for age, share in NCMEC_AGE.items()}
_AKEU_YOUNG = {str(age): 443 / 7 for age in range(18, 25)}
_AKEU_OLDER_TOTAL = sum(0.95**age for age in range(25, 83))
_AKEU_OLDER = {str(age): 681 * 0.95**age / _AKEU_OLDER_TOTAL for age in range(25, 83)}
AKEU_AGE: Shares = {**_AKEU_CHILD, **_AKEU_YOUNG, **_AKEU_OLDER}

# INVENTED: an anti-extortion unit hears mostly from the victims themselves.
EXTORTION_NOTIFIER: Shares = {
    "VICTIM": 72, "PARENT_GUARDIAN": 9, "POLICE": 6, "PEER": 4, "INTERNET_COMPANY": 2, "OTHER_FAMILY": 2,
    "NGO_HOTLINE": 1.5, "SCHOOL": 0.5, "COUNSELLOR": 0.5, "ONLINE_STRANGER": 0.5, "MEMBER_OF_PUBLIC": 1, "_Z": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Universe:
    """Whom a source sees: the shares that differ between sources, all others are common."""

    gender: Shares
    objective: Table
    age: Shares
    notifier: Shares
    offence: Table
    stage: Shares
    outcome: Shares
    unseen_motivations: frozenset[str] = frozenset()
    outside_share: float = 0.0


CHILDREN = Universe(
    gender=NCMEC_GENDER,
    objective=NCMEC_OBJECTIVE,
    age=NCMEC_AGE,
    notifier=NCMEC_NOTIFIER,
    offence=CHILD_OFFENCE,
    stage={"RECORDED_INPUT": 1},
    outcome=OUTCOME,
)
EXTORTION_UNIT = Universe(
    gender=AKEU_GENDER,
    objective=AKEU_OBJECTIVE,
    age=AKEU_AGE,
    notifier=EXTORTION_NOTIFIER,
    offence={objective: {"02051": 1} for objective in CHILD_OFFENCE},
    stage={"ASSESSED": 1},
    outcome=OUTCOME,
)
