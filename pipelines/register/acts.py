"""Everything that can be done to editions, waivers, answers, versions and originals: one small frozen record an act.

What an act holds is its payload in the log. No act ever holds a cell, a case number or the name of a victim.
"""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, JsonValue, NonNegativeInt, StringConstraints

from pipelines.register.entry import Hash

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")
]
VersionKind = Literal["mapping", "codelist", "rule"]


class Act(BaseModel):
    """One thing done. `name` is how the log calls it, `object` what it was done to."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: ClassVar[str]

    @property
    def object(self) -> str:
        """What the act was done to, in one line."""
        raise NotImplementedError

    @property
    def payload(self) -> dict[str, JsonValue]:
        """The act as the log holds it."""
        told: dict[str, JsonValue] = self.model_dump(mode="json")
        return told


class EditionAct(Act):
    """An act on one edition of one source."""

    source_id: str
    edition: str

    @property
    def object(self) -> str:
        """The edition."""
        return f"edition {self.source_id} {self.edition}"


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
    snapshot: str
    fingerprint: str
    manifest: Hash | None = None
    editions: list[tuple[str, str]]

    @property
    def object(self) -> str:
        """The snapshot."""
        return f"snapshot {self.snapshot}"


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
    waiver: int

    @property
    def object(self) -> str:
        """The waiver."""
        return f"waiver {self.waiver}"


class Answer(Act):
    """An answer to a question. `data_hash`: the data it answers for; `edition` is empty for one about several."""

    name = "answer"
    source_id: str
    edition: str
    rule: str
    data_hash: Hash
    text: Text

    @property
    def object(self) -> str:
        """The question."""
        return f"question {self.data_hash[:12]} {self.source_id} {self.rule}"


class ProposeVersion(Act):
    """Somebody proposes a version of a mapping, a codelist or a rule; its bytes are kept under their hash."""

    name = "propose-version"
    kind: VersionKind
    version_of: str
    sha256: Hash
    valid_from: date
    valid_to: date | None

    @property
    def object(self) -> str:
        """The version."""
        return f"{self.kind} {self.version_of} {self.sha256[:12]}"


class ApproveVersion(Act):
    """Somebody else has reviewed the version: it is in force as long as it is valid."""

    name = "approve-version"
    kind: VersionKind
    version_of: str
    sha256: Hash

    @property
    def object(self) -> str:
        """The version."""
        return f"{self.kind} {self.version_of} {self.sha256[:12]}"


class Retain(Act):
    """The originals of a source are to be kept for so many days after they came."""

    name = "retain"
    source_id: str
    days: NonNegativeInt
    reason: Text

    @property
    def object(self) -> str:
        """The source."""
        return f"source {self.source_id}"


class Delete(EditionAct):
    """The original of an edition is deleted; its hash, receipt and entry stay."""

    name = "delete"
    sha256: Hash
    reason: Text


class ReleaseAct(Act):
    """An act on a release: its name, and the hash of its manifest, which stands for all its files."""

    release: Annotated[str, StringConstraints(pattern=r"^(public|restricted)-[0-9]{4,}$")]
    manifest: Hash

    @property
    def object(self) -> str:
        """The release."""
        return f"release {self.release} {self.manifest[:12]}"


class PrepareRelease(ReleaseAct):
    """A release lies ready, protected under the rules of its tier; two others have to approve exactly this one."""

    name = "prepare-release"


class ApproveRelease(ReleaseAct):
    """Somebody else has looked at the release and lets it go."""

    name = "approve-release"


class PublishRelease(ReleaseAct):
    """The release leaves: from now on it is the current one of its tier."""

    name = "publish-release"


class Deny(Act):
    """An act that is not allowed was tried. `tried`: its name, `why`: what forbids it."""

    name = "deny"
    tried: str
    on: str
    why: str

    @property
    def object(self) -> str:
        """What it was tried on."""
        return self.on


ACTS: dict[str, type[Act]] = {
    each.name: each
    for each in (
        Submit, Accept, Refuse, Repeat, Adopt, Publish, Withdraw, Supersede, Reinstate, RequestWaiver, ApproveWaiver,
        Answer, ProposeVersion, ApproveVersion, Retain, Delete, Deny,
        PrepareRelease, ApproveRelease, PublishRelease,
    )
}  # fmt: skip
