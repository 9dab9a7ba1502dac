"""Where state lives: one folder, `.data` of the repository or OSCEC_DATA, never in git."""

import os
from pathlib import Path


def data() -> Path:
    """The folder of all state."""
    configured = os.environ.get("OSCEC_DATA")
    return Path(configured) if configured else Path(__file__).parent.parent / ".data"


def inbox() -> Path:
    """Where people drop files: `inbox/<source_id>/<edition>/<file>`."""
    return data() / "inbox"


def objects() -> Path:
    """Raw bytes under their hash."""
    return data() / "objects"


def receipts() -> Path:
    """What was received, when, as which edition."""
    return data() / "receipts"


def log() -> Path:
    """Every act, signed and in order, and the signed receipts."""
    return data() / "log"


def stage() -> Path:
    """Frames between stages."""
    return data() / "stage"


def warehouse() -> Path:
    """Snapshots of the warehouse and the pointer to the current one."""
    return data() / "warehouse"


def releases() -> Path:
    """Releases, those that are prepared, and the pointers to the current ones."""
    return data() / "releases"
