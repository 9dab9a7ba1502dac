"""The keys that signed a log one after the other: each is named by an act that the one before it signed.

A key that takes over also signs the entry it follows, so that whoever knows any one of the keys can check them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from pipelines.register.acts import RotateKey
from pipelines.register.entry import Entry, canonical, parsed
from pipelines.register.errors import DamagedError
from pipelines.register.signing import PublicKey, SigningKey

_PURPOSE = "key rotation"
_MARK = b'"act":"rotate-key"'


@dataclass(frozen=True)
class Keyring:
    """`keys`: each key with the number of the first entry that it signs, in order."""

    keys: tuple[tuple[int, PublicKey], ...]

    def at(self, sequence: int) -> PublicKey:
        """The key that signs an entry."""
        return next((key for first, key in reversed(self.keys) if first <= sequence), self.keys[0][1])

    def since(self, sequence: int) -> dict[str, PublicKey]:
        """The keys in use at an entry or later, by id: no former key can sign what came after it."""
        return {key.id: key for key in (self.at(sequence), *(key for first, key in self.keys if first > sequence))}

    @property
    def current(self) -> PublicKey:
        """The key in use."""
        return self.keys[-1][1]


def taken_over(former: SigningKey, key: SigningKey, *, previous: str, reason: str) -> RotateKey:
    """The act by which a key takes over from another one behind an entry."""
    told = {"former": former.public.text, "key": key.public.text, "previous": previous}
    return RotateKey(**told, taken_over=key.sign(_PURPOSE, canonical(told)), reason=reason)


def keyring(content: bytes, trusted: PublicKey) -> Keyring:
    """The keys of a log, from the one that is trusted back and forth; it alone where the log never changed keys."""
    rotations = list(_rotations(content))
    found = [trusted]
    firsts: list[int] = []
    while before := next((each for each in rotations if each[1].key == found[0].text and each[0] not in firsts), None):
        found.insert(0, PublicKey(before[1].former))
        firsts.insert(0, before[0])
    while after := next(
        (each for each in rotations if each[1].former == found[-1].text and each[0] not in firsts), None
    ):
        found.append(PublicKey(after[1].key))
        firsts.append(after[0])
    return Keyring(tuple(zip([1, *(first + 1 for first in firsts)], found, strict=True)))


def _rotations(content: bytes) -> Iterator[tuple[int, RotateKey]]:
    """Every sound change of keys in a log, with the number of its entry."""
    at = content.find(_MARK)
    while at >= 0:
        start, end = content.rfind(b"\n", 0, at) + 1, content.find(b"\n", at)
        if (found := _sound(content[start : end if end >= 0 else len(content)])) is not None:
            yield found
        at = content.find(_MARK, at + 1)


def _sound(line: bytes) -> tuple[int, RotateKey] | None:
    try:
        entry = parsed(line)
        act = RotateKey.model_validate(entry.payload)
    except (DamagedError, ValidationError):
        return None
    return (entry.sequence, act) if _is_sound(entry, act) else None


def _is_sound(entry: Entry, act: RotateKey) -> bool:
    told = canonical({"former": act.former, "key": act.key, "previous": entry.previous})
    is_agreed = PublicKey(act.key).is_signed(_PURPOSE, told, signature=act.taken_over)
    return entry.act == RotateKey.name and is_agreed and not entry.faults(PublicKey(act.former))
