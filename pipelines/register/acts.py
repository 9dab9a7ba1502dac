"""Everything that can be done to editions, waivers, answers, versions and originals: one small frozen record an act.

What an act holds is its payload in the log. No act ever holds a case number, the name of a victim, or a cell, but for
the short codes that a correction names.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, JsonValue, NonNegativeInt, StringConstraints

from pipelines.register.entry import Hash, KeyId, Signature

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
Held = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)]
SheetName = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
VersionKind = Literal["mapping", "codelist", "rule"]


class Act(BaseModel):
    """One thing done. `name` is how the log calls it, `about` what it is done to, with its fields as slots."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: ClassVar[str]
    about: ClassVar[str]

    @property
    def object(self) -> str:
        """What the act was done to, in one line."""
        return self.about.format_map(dict(self))

    @property
    def payload(self) -> dict[str, JsonValue]:
        """The act as the log holds it."""
        told: dict[str, JsonValue] = self.model_dump(mode="json")
        return told


class EditionAct(Act):
    """An act on one edition of one source."""

    about = "edition {source_id} {edition}"
    source_id: str
    edition: str


class Rows(BaseModel):
    """The counts of rows of a delivery: read = accepted + rejected + excluded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    read: NonNegativeInt = 0
    accepted: NonNegativeInt = 0
    rejected: NonNegativeInt = 0
    excluded: NonNegativeInt = 0


class Delivery(EditionAct):
    """An act on a file that was sent for an edition."""

    file: str
    sha256: Hash
    size: NonNegativeInt
    rows: Rows


class Submit(Delivery):
    """A file came for an edition that was not accepted before."""

    name = "submit"


class Accept(Delivery):
    """The file of the edition was taken in. `source_file` and `rules`: hashes of what decided on its rows."""

    name = "accept"
    revises: str | None
    source_file: Hash
    rules: Hash


class Refuse(Delivery):
    """A file was refused. `findings`: how many of each kind blocked it."""

    name = "refuse"
    findings: dict[str, int]


class Repeat(Delivery):
    """The same bytes, or the same data in others, came again. `received_as`: the edition they are."""

    name = "repeat"
    received_as: str


class Received(BaseModel):
    """A receipt given before there was a log."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source_id: str
    edition: str
    file: str
    sha256: Hash
    size: NonNegativeInt
    rows: Rows
    revises: str | None
    sequence: int
    received_at: datetime


class Adopt(Act):
    """Receipts from before the log enter it, all at once."""

    name = "adopt"
    receipts: list[Received]

    @property
    def object(self) -> str:
        """How many there are."""
        return f"{len(self.receipts)} receipts"


class Publish(Act):
    """A snapshot was published with these editions. `fingerprint`: the hash of all it was made from.

    `manifest`: the hash of its run manifest; null where an earlier release of the program published it.
    """

    name = "publish"
    about = "snapshot {snapshot}"
    snapshot: str
    fingerprint: str
    manifest: Hash | None = None
    editions: list[tuple[str, str]]


class Withdraw(EditionAct):
    """The edition no longer stands; from the next snapshot on it is left out."""

    name = "withdraw"
    reason: Text


class Supersede(EditionAct):
    """A revision of the edition was accepted: `by` is that edition."""

    name = "supersede"
    by: str


class Reinstate(EditionAct):
    """The revision of the edition was withdrawn: it stands again."""

    name = "reinstate"


class RequestWaiver(EditionAct):
    """Somebody asks that findings of one kind be put up with in one edition, until a day."""

    name = "request-waiver"
    rule: str
    reason: Text
    expires: date


class ApproveWaiver(Act):
    """Somebody else agrees to a waiver. `waiver`: the sequence number of its request."""

    name = "approve-waiver"
    about = "waiver {waiver}"
    waiver: int


class Answer(Act):
    """An answer to a question. `data_hash`: the data it answers for; `edition` is empty for one about several."""

    name = "answer"
    about = "question {data_hash:.12} {source_id} {rule}"
    source_id: str
    edition: str
    rule: str
    data_hash: Hash
    text: Text


class VersionAct(Act):
    """An act on one content of a mapping, a codelist or a rule."""

    about = "{kind} {version_of} {sha256:.12}"
    kind: VersionKind
    version_of: str
    sha256: Hash


class ProposeVersion(VersionAct):
    """Somebody proposes a version; its content is kept under its hash."""

    name = "propose-version"
    valid_from: date
    valid_to: date | None


class ApproveVersion(VersionAct):
    """Somebody else has reviewed the version: it is in force as long as it is valid."""

    name = "approve-version"


class ProposeCorrection(EditionAct):
    """Somebody proposes that one cell of an edition be counted as something else. Both are short codes, never text.

    `before` is empty for a cell that is blank.
    """

    name = "propose-correction"
    sheet: SheetName
    cell: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[1-9][0-9]{0,6}$")]
    before: Held
    after: Code
    reason: Text
    expires: date | None


class CorrectionAct(Act):
    """An act on a correction. `correction`: the sequence number of its proposal."""

    about = "correction {correction}"
    correction: int


class ApproveCorrection(CorrectionAct):
    """Somebody else agrees: the cell is counted as corrected wherever the edition is made anew."""

    name = "approve-correction"


class WithdrawCorrection(CorrectionAct):
    """The correction no longer counts."""

    name = "withdraw-correction"
    reason: Text


class Retain(Act):
    """The originals of a source are to be kept for so many days after they came."""

    name = "retain"
    about = "source {source_id}"
    source_id: str
    days: NonNegativeInt
    reason: Text


class Delete(EditionAct):
    """The original of an edition is deleted; its hash, receipt and entry stay."""

    name = "delete"
    sha256: Hash
    reason: Text


class ReleaseAct(Act):
    """An act on a release: its name, and the hash of its manifest, which stands for all its files."""

    about = "release {release} {manifest:.12}"
    release: Annotated[str, StringConstraints(pattern=r"^(public|restricted)-[0-9]{4,}$")]
    manifest: Hash


class PrepareRelease(ReleaseAct):
    """A release lies ready, protected under the rules of its tier; two others have to approve exactly this one.

    `snapshot`: the hash of the manifest of the snapshot it was made from.
    """

    name = "prepare-release"
    snapshot: Hash


class ApproveRelease(ReleaseAct):
    """Somebody else has looked at the release and lets it go."""

    name = "approve-release"


class PublishRelease(ReleaseAct):
    """The release leaves: from now on it is the current one of its tier."""

    name = "publish-release"


class Rehash(Act):
    """Every original was hashed anew. `wrong`: what was found, in words."""

    name = "rehash"
    about = "{originals} originals"
    originals: NonNegativeInt
    wrong: list[str]


class RotateKey(Act):
    """The log is signed with another key from the next entry on. Keys are public halves; `previous`: the entry before.

    `taken_over`: what the new key signs of this, so that nobody can name a key he does not have.
    """

    name = "rotate-key"
    about = "key of the log"
    former: Hash
    key: Hash
    previous: Hash
    taken_over: Signature
    reason: Text


class RotateSourceKey(Act):
    """Digests of the case numbers of a source are made with another key. Keys are told by their ids only."""

    name = "rotate-source-key"
    about = "key of {source_id}"
    source_id: str
    former: KeyId
    key: KeyId
    reason: Text


class Deny(Act):
    """An act that is not allowed was tried. `tried`: its name, `why`: what forbids it."""

    name = "deny"
    about = "{on}"
    tried: str
    on: str
    why: str


ACTS: dict[str, type[Act]] = {
    each.name: each
    for each in (
        Submit, Accept, Refuse, Repeat, Adopt, Publish, Withdraw, Supersede, Reinstate, RequestWaiver, ApproveWaiver,
        Answer, ProposeVersion, ApproveVersion, ProposeCorrection, ApproveCorrection, WithdrawCorrection, Retain,
        Delete, Rehash, RotateKey, RotateSourceKey, Deny,
        PrepareRelease, ApproveRelease, PublishRelease,
    )
}  # fmt: skip
