"""The tables of the register: what stands after every act of the log. They can be made anew from it at any time."""

from sqlalchemy import Column, Date, Integer, MetaData, String, Table

METADATA = MetaData()

_ROWS = ("rows_read", "rows_accepted", "rows_rejected", "rows_excluded")


def _rows() -> list[Column[int]]:
    return [Column(name, Integer, nullable=False) for name in _ROWS]


def _told(*names: str) -> list[Column[str]]:
    return [Column(name, String, nullable=False) for name in names]


APPLIED = Table(
    "applied", METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    *_told("hash", "time"),
)  # fmt: skip

EDITION = Table(
    "edition", METADATA,
    Column("source_id", String, primary_key=True),
    Column("edition", String, primary_key=True),
    *_told("state", "file", "sha256"),
    Column("size", Integer, nullable=False),
    *_rows(),
    Column("receipt", Integer),
    Column("received_at", String),
    Column("revises", String),
    Column("source_file", String),
    Column("rules", String),
    Column("changed", Integer, nullable=False),
)  # fmt: skip

UPLOAD = Table(
    "upload", METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    *_told("time", "who", "source_id", "edition", "file", "sha256"),
    Column("size", Integer, nullable=False),
    *_told("verdict"),
    *_rows(),
)  # fmt: skip

DECISION = Table(
    "decision", METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    *_told("time", "who", "act", "object", "reason"),
)  # fmt: skip

WAIVER = Table(
    "waiver", METADATA,
    Column("request", Integer, primary_key=True, autoincrement=False),
    *_told("source_id", "edition", "rule", "reason", "requester"),
    Column("expires", Date, nullable=False),
    Column("approver", String),
    Column("approved", Integer),
)  # fmt: skip

ANSWER = Table(
    "answer", METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    *_told("time", "who", "source_id", "edition", "rule", "data_hash", "text"),
)  # fmt: skip

VERSION = Table(
    "version", METADATA,
    Column("kind", String, primary_key=True),
    Column("version_of", String, primary_key=True),
    Column("sha256", String, primary_key=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    *_told("author"),
    Column("proposed", Integer, nullable=False),
    Column("reviewer", String),
    Column("approved", Integer),
    Column("approved_on", String),
)  # fmt: skip

RETENTION = Table(
    "retention", METADATA,
    Column("source_id", String, primary_key=True),
    Column("days", Integer, nullable=False),
    *_told("who", "reason"),
    Column("sequence", Integer, nullable=False),
)  # fmt: skip

DELETION = Table(
    "deletion", METADATA,
    Column("source_id", String, primary_key=True),
    Column("edition", String, primary_key=True),
    *_told("sha256", "who", "reason", "time"),
    Column("sequence", Integer, nullable=False),
)  # fmt: skip

SNAPSHOT = Table(
    "snapshot", METADATA,
    Column("snapshot", String, primary_key=True),
    *_told("fingerprint"),
    Column("sequence", Integer, nullable=False),
)  # fmt: skip

RELEASE = Table(
    "release", METADATA,
    Column("release", String, primary_key=True),
    *_told("manifest", "preparer"),
    Column("prepared", Integer, nullable=False),
    Column("prepared_at", String, nullable=False),
    Column("publisher", String),
    Column("published", Integer),
    Column("published_at", String),
)  # fmt: skip

APPROVAL = Table(
    "release_approval", METADATA,
    Column("release", String, primary_key=True),
    Column("manifest", String, primary_key=True),
    Column("approver", String, primary_key=True),
    Column("sequence", Integer, nullable=False),
)  # fmt: skip
