"""One Ed25519 key an installation, kept beside the keys of the sources, outside the data folder."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pipelines import home, keys
from pipelines.register.errors import KeyLostError, RegisterError

NAME = "audit-log"  # no source can have this name: theirs hold underscores


@dataclass(frozen=True)
class PublicKey:
    """What checks signatures, in 64 hexadecimal signs. A signature holds for one `purpose` only."""

    text: str

    @property
    def id(self) -> str:
        """A short name of the key: the first 16 signs of its hash."""
        return hashlib.sha256(bytes.fromhex(self.text)).hexdigest()[:16]

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.text))

    def is_signed(self, purpose: str, content: bytes, *, signature: str) -> bool:
        """Whether the holder of the private key signed this content for this purpose."""
        try:
            self._key.verify(bytes.fromhex(signature), _said(purpose, content))
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """The private key of this installation."""

    seed: bytes

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> PublicKey:
        """Its public half."""
        return PublicKey(self._key.public_key().public_bytes_raw().hex())

    def sign(self, purpose: str, content: bytes) -> str:
        """The signature in 128 hexadecimal signs; the same content always gets the same one."""
        return self._key.sign(_said(purpose, content)).hex()


def _said(purpose: str, content: bytes) -> bytes:
    return f"oscec {purpose} 1\n".encode() + content


def signing_key(*, may_make: bool) -> SigningKey:
    """The key of this installation, made on first use where `may_make`. Raises KeyLostError where it is lost."""
    path = keys.path_of(NAME)
    if not may_make and not path.exists():
        raise KeyLostError(f"{path} is gone: put back the key {_named()}; a new one would not continue the log")
    try:
        return SigningKey(keys.key_of(NAME))
    except KeyLostError as error:
        raise KeyLostError(f"{path} is damaged: put back the key {_named()}, which signed the log") from error


def _named() -> str:
    """The id of the key that the head of the log names."""
    try:
        return str(json.loads((home.log() / "head.json").read_bytes())["key"])
    except (OSError, ValueError, KeyError):
        return "of the log"


def take_over(key: PublicKey) -> None:
    """Put the key that waits for this in the place of the one in use; nothing happens where that was done before."""
    waiting = {path: SigningKey(keys.read(path)).public for path in keys.folder().glob(f"{NAME}.*.key")}
    if key not in waiting.values():
        return
    for path, public in waiting.items():
        if public == key:
            keys.take_over(NAME, path.name.split(".")[1])
        else:
            path.unlink()  # made for a change that was never done


def public_key(text: str | None = None) -> PublicKey:
    """The public key in `text`, else that of this installation. Raises RegisterError for a text that is none."""
    if text is None:
        return signing_key(may_make=False).public
    try:
        return _checked(text.strip().lower())
    except ValueError as error:
        raise RegisterError("a public key has 64 hexadecimal signs, as `oscec audit key` prints it") from error


def _checked(text: str) -> PublicKey:
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
    return PublicKey(text)
