"""Text tables whose every field stands in apostrophes: some programs quote so, and most read them as signs."""

import polars as pl

from pipelines.read.seen.flag import Flag
from pipelines.read.seen.region import Region

_QUOTED = r"^\s*'.*'\s*$"
REASON = "every field stands in apostrophes, which were taken for quotation marks"


def unquote(region: Region) -> list[Flag]:
    """Take the apostrophes away where header and cells all stand in them, and say so."""
    texts = [region.counted(at)["text"] for at in range(len(region.columns))]
    whole = pl.concat([pl.Series("text", region.header, dtype=pl.String), *texts])
    filled = whole.filter(whole.str.strip_chars() != "")
    if filled.is_empty() or not filled.str.contains(_QUOTED).all():
        return []
    region.header = [_bare(name) for name in region.header]
    for at in range(len(region.columns)):
        region.replace(at, region.texts(at).str.strip_chars().str.replace(r"^'(.*)'$", "$1"))
    return [Flag(-1, "", REASON)]


def _bare(name: str) -> str:
    return name.strip().removeprefix("'").removesuffix("'")
