"""Keys changed for others, as acts: that of the log, whose former signatures hold, and those of case numbers."""

from pipelines import catalogue, keys
from pipelines.register import acts, log, record
from pipelines.register.entry import Entry
from pipelines.register.errors import RegisterError
from pipelines.register.keyring import taken_over
from pipelines.register.signing import NAME, SigningKey, signing_key


def rotate(reason: str) -> Entry:
    """Sign the log with a new key from here on; the former one is gone. Its public half stays in the log."""
    record.catch_up()
    if log.size() == 0:
        raise RegisterError("there is no log yet: its key is made with its first entry")
    former, waiting = signing_key(may_make=False), SigningKey(keys.make_next(NAME))
    return record.record(taken_over(former, waiting, previous=log.head().hash, reason=reason))


def rotate_source(source_id: str, reason: str) -> Entry:
    """Make the digests of case numbers of a source with a new key from here on; the former one is gone."""
    catalogue.source(source_id)
    former, _ = keys.noted(source_id)
    if not former:
        raise RegisterError(f"nothing was accepted of {source_id}: its key is made with its first edition")
    key = keys.id_of(keys.make_next(source_id))
    return record.record(acts.RotateSourceKey(source_id=source_id, former=former, key=key, reason=reason))
