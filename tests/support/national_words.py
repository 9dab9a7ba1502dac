"""Words of national crime statistics by language, and the code pages in which an office may send them."""

from pathlib import Path

_WORDS = Path(__file__).with_suffix(".txt")
_WESTERN = ("cp1252", "mac_roman", "cp850", "iso8859_15")
_CENTRAL = ("cp1250", "iso8859_2", "cp852", "mac_latin2")
_CYRILLIC = ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic")
PAGES = {
    **dict.fromkeys(("de", "fr", "es", "pt", "it", "da", "sv", "fi", "sq"), _WESTERN),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl"), _CENTRAL),
    **dict.fromkeys(("lt", "lv"), ("cp1257", "iso8859_13", "cp775", "iso8859_4")),
    **dict.fromkeys(("ru", "bg"), _CYRILLIC),
    "et": ("cp1257", "cp1252", "iso8859_15", "cp775"),
    "is": ("cp1252", "mac_iceland", "iso8859_15", "cp850", "cp861"),
    "ro": ("iso8859_16", "mac_romanian"),
    "tr": ("cp1254", "iso8859_9", "cp857", "mac_turkish"),
    "el": ("cp1253", "iso8859_7", "cp737", "cp869", "mac_greek"),
    "uk": ("cp1251", "koi8_u", "iso8859_5", "cp1125", "mac_cyrillic"),
    "sr": ("cp1251", "iso8859_5", "cp855"),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "zh": ("gb18030",),
    "zh_Hant": ("big5",),
}
CASES = [(language, page) for language, pages in PAGES.items() for page in pages]


def words(language: str) -> list[list[str]]:
    """Rows of words, the header first."""
    rows = (line.split(";") for line in _WORDS.read_text(encoding="utf-8").splitlines())
    return [texts for told, *texts in rows if told == language]


def table(language: str, rows: int) -> list[list[str]]:
    """A table of so many rows: header, then the words by turns with counts beside them."""
    header, *body = words(language)
    wide = [[*texts, "", ""][:4] for texts in body]
    return [header, *([*wide[at % len(wide)], str(2_000 + at * 37 % 900)] for at in range(rows))]
