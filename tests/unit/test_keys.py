"""Keys of sources: made once, for the owner only, never weak; digests are HMAC-SHA256."""

import hashlib
import hmac
import os
from pathlib import Path

import polars as pl
import pytest

from pipelines import keys
from pipelines.register.errors import KeyLostError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSCEC_KEYS", str(tmp_path / "keys"))
    return tmp_path / "keys"


def test_key_is_made_once_for_its_owner_only(folder: Path) -> None:
    key = keys.key_of("xz_a")

    assert len(key) == 32
    assert keys.key_of("xz_a") == key != keys.key_of("xz_b")
    assert [path.stat().st_mode & 0o777 for path in sorted(folder.iterdir())] == [0o600, 0o600]
    assert folder.stat().st_mode & 0o777 == 0o700


def test_key_lies_outside_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OSCEC_KEYS")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/somewhere")

    assert keys.folder() == Path("/somewhere/oscec/keys")


@pytest.mark.parametrize("step", ["fsync", "link"])
def test_key_that_is_cut_short_is_no_key(step: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, step, cut)
        with pytest.raises(KeyboardInterrupt):
            keys.key_of("xz_a")

    assert not (folder / "xz_a.key").exists()
    assert len(keys.key_of("xz_a")) == 32


@pytest.mark.parametrize("text", ["", "00", "ab" * 16, "no key"])
def test_damaged_key_is_refused(text: str, folder: Path) -> None:
    keys.key_of("xz_a")
    (folder / "xz_a.key").write_text(text)

    with pytest.raises(KeyLostError, match=r"put the key back"):
        keys.key_of("xz_a")


def test_digest_is_half_of_the_keyed_hash() -> None:
    key = b"k" * 32
    found = keys.digests(pl.Series(["C-1", None, "C-1", "C-2"]), key).to_list()

    assert found[0] == found[2] == hmac.new(key, b"C-1", hashlib.sha256).hexdigest()[:32]
    assert found[1] is None
    assert found[3] != found[0]
