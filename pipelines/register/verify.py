"""Whether the log is what was written: each entry changed, removed, moved, inserted, cut off or re-signed is named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.register import database, log, proof, record
from pipelines.register.entry import NOTHING, Entry, parsed
from pipelines.register.errors import DamagedError, RegisterError
from pipelines.register.keyring import Keyring, keyring
from pipelines.register.log import START
from pipelines.register.signing import PublicKey


@dataclass(frozen=True)
class Fault:
    """What is wrong with one entry."""

    sequence: int
    told: str


@dataclass(frozen=True)
class Mark:
    """An entry that something beside the log names by number and hash: the head, a receipt, the register."""

    sequence: int
    hash: str
    by: str


def faults(content: bytes, key: PublicKey, *, marks: Iterable[Mark] = ()) -> list[Fault]:
    """All that is wrong with the bytes of a log; an empty list where it is whole and holds every mark.

    `key`: any of the keys that signed it one after the other; the log itself says which the others are.
    """
    chain = _Chain(keyring(content, key))
    *lines, rest = content.split(b"\n")
    found = [fault for line in lines for fault in chain.follow(line)]
    if rest:
        found.append(Fault(chain.expected, "is cut off: the line does not end"))
    return [*found, *(fault for mark in marks for fault in chain.compare(mark))]


class _Chain:
    """The entries as far as they were read."""

    def __init__(self, ring: Keyring) -> None:
        self.expected = 1
        self._ring = ring
        self._last: str | None = NOTHING
        self._seen: dict[int, str] = {}

    def follow(self, line: bytes) -> Iterator[Fault]:
        """What is wrong with the next line."""
        try:
            entry = parsed(line)
        except DamagedError as error:
            yield Fault(self.expected, str(error))
            self._go_on(self.expected, None)
            return
        yield from (Fault(entry.sequence, told) for told in entry.faults(self._ring.at(entry.sequence)))
        yield from self._place(entry)
        self._seen.setdefault(entry.sequence, entry.hash)
        if entry.sequence >= self.expected:
            self._go_on(entry.sequence, entry.hash)

    def _place(self, entry: Entry) -> Iterator[Fault]:
        if entry.sequence > self.expected:
            yield Fault(self.expected, _missing(self.expected, entry.sequence - 1))
        elif entry.sequence < self.expected:
            is_twice = entry.sequence in self._seen
            yield Fault(entry.sequence, "stands a second time" if is_twice else "stands in another place than its own")
        elif self._last not in {None, entry.previous}:
            yield Fault(entry.sequence, "does not follow the entry that stands before it")

    def _go_on(self, sequence: int, last: str | None) -> None:
        self.expected, self._last = sequence + 1, last

    def compare(self, mark: Mark) -> Iterator[Fault]:
        """Whether the entry of a mark is the one that was read."""
        if mark.sequence >= self.expected:
            yield Fault(self.expected, f"{_missing(self.expected, mark.sequence)}: {mark.by} names {mark.sequence}")
        elif mark.sequence and self._seen.get(mark.sequence) != mark.hash:
            yield Fault(mark.sequence, f"is another one than {mark.by} names")


def _missing(first: int, last: int) -> str:
    return "is missing" if first == last else f"is missing, and all up to {last}"


def of_installation(key: PublicKey, outside: Iterable[tuple[str, bytes]] = ()) -> list[Fault]:
    """All that is wrong with our own log, its head and receipts. `outside`: receipts that senders hold, by name."""
    content = log.path().read_bytes() if log.path().exists() else b""
    ring = keyring(content, key)
    found, marks = _headed(ring)
    for name, held in [*((path.name, path.read_bytes()) for path in proof.kept()), *outside]:
        try:
            given = proof.checked_by(held, ring)
            marks.append(Mark(given.position, given.head, f"receipt {name}"))
        except RegisterError as error:
            found.append(Fault(0, f"receipt {name}: {error}"))
    return [*faults(content, key, marks=[*marks, *_registered()]), *found]


def _headed(ring: Keyring) -> tuple[list[Fault], list[Mark]]:
    try:
        head = log.head()
    except DamagedError as error:
        return [Fault(0, str(error))], []
    mark = Mark(head.sequence, head.hash, "the head")
    is_whole = (
        head == START if log.size() == 0 else head.is_signed(ring.at(head.sequence + 1)) and head.size == log.size()
    )
    return ([] if is_whole else [Fault(head.sequence, "the head of the log is not the one that was written")]), [mark]


def _registered() -> list[Mark]:
    """How far the register is; one that cannot be read names nothing, `agree` tells of it."""
    try:
        with database.transaction() as connection:
            done = record.applied(connection) if database.is_ready(connection) else START
    except RegisterError:
        return []
    return [Mark(done.sequence, done.hash, "the register")]
