"""The tables of the register: what stands after every act of the log. They can be made anew from it at any time."""

from sqlalchemy import Column, Date, Integer, MetaData, String, Table

METADATA = MetaData()

_ROWS = ("rows_read", "rows_accepted", "rows_rejected", "rows_excluded")


def _told(*names: str) -> list[Column[str]]:
    return [Column(name, String, nullable=False) for name in names]


def _counted(*names: str) -> list[Column[int]]:
    return [Column(name, Integer, nullable=False) for name in names]


def _keys(*names: str) -> list[Column[str]]:
    return [Column(name, String, primary_key=True) for name in names]


def _entry(name: str = "sequence") -> Column[int]:
    """The entry of the log that a row is about."""
    return Column(name, Integer, primary_key=True, autoincrement=False)


APPLIED = Table("applied", METADATA, _entry("id"), *_counted("sequence"), *_told("hash", "time"))

EDITION = Table(
    "edition", METADATA,
    *_keys("source_id", "edition"), *_told("state", "file", "sha256"), *_counted("size", *_ROWS),
    Column("receipt", Integer), Column("received_at", String), Column("revises", String), Column("source_file", String),
    Column("rules", String), *_counted("changed"),
)  # fmt: skip

UPLOAD = Table(
    "upload", METADATA,
    _entry(), *_told("time", "who", "source_id", "edition", "file", "sha256", "verdict"), *_counted("size", *_ROWS),
)  # fmt: skip

DECISION = Table("decision", METADATA, _entry(), *_told("time", "who", "act", "object", "reason"))

WAIVER = Table(
    "waiver", METADATA,
    _entry("request"), *_told("source_id", "edition", "rule", "reason", "requester"),
    Column("expires", Date, nullable=False), Column("approver", String), Column("approved", Integer),
)  # fmt: skip

CORRECTION = Table(
    "correction", METADATA,
    _entry("correction"), *_told("source_id", "edition", "sheet", "cell", "before", "after", "reason", "author"),
    Column("expires", Date), Column("reviewer", String), Column("approved", Integer), Column("approved_on", String),
    Column("withdrawn", Integer),
)  # fmt: skip

ANSWER = Table(
    "answer", METADATA,
    _entry(), *_told("time", "who", "source_id", "edition", "rule", "data_hash", "text"),
)  # fmt: skip

VERSION = Table(
    "version", METADATA,
    *_keys("kind", "version_of", "sha256"), Column("valid_from", Date, nullable=False), Column("valid_to", Date),
    *_told("author"), *_counted("proposed"), Column("reviewer", String), Column("approved", Integer),
    Column("approved_on", String),
)  # fmt: skip

RETENTION = Table("retention", METADATA, *_keys("source_id"), *_counted("days", "sequence"), *_told("who", "reason"))

DELETION = Table(
    "deletion", METADATA,
    *_keys("source_id", "edition"), *_told("sha256", "who", "reason", "time"), *_counted("sequence"),
)  # fmt: skip

SNAPSHOT = Table("snapshot", METADATA, *_keys("snapshot"), *_told("fingerprint"), *_counted("sequence"))

SOURCE_KEY = Table("source_key", METADATA, *_keys("source_id"), *_told("key"), *_counted("changes", "sequence"))

RELEASE = Table(
    "release", METADATA,
    *_keys("release"), *_told("manifest", "snapshot", "preparer", "prepared_at"), *_counted("prepared"),
    Column("publisher", String), Column("published", Integer), Column("published_at", String),
)  # fmt: skip

APPROVAL = Table("release_approval", METADATA, *_keys("release", "manifest", "approver"), *_counted("sequence"))
