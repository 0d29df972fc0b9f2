from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ikm_portal.runtime.state import State
from tests.runtime.portals import MAKE_TABLE, Portal, clear


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    root = (tmp_path / "state").resolve()
    root.mkdir(mode=0o700)
    for folder in ("run", "log"):
        (root / folder).mkdir()
    yield State(root)
    clear(root)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Running when the test begins; a test that stops it starts it again."""
    root = (tmp_path_factory.mktemp("portal") / "state").resolve()
    one = Portal(root)
    one.start()
    one.run("shell", "-v0", "-c", MAKE_TABLE)
    yield one
    one.end()
    clear(root)
