"""What every test stands on: keys of its own, never those of the person who runs the tests."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _keys_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCEC_KEYS", str(tmp_path_factory.mktemp("keys")))
        yield
