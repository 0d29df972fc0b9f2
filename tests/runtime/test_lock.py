"""The locks hold what pyproject.toml asks for, by hash, and name no index."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ikm_portal.bootstrap import DEV_LOCK, RUNTIME_LOCK
from ikm_portal.runtime.state import PROJECT

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())
RUNTIME = [Requirement(text) for text in PYPROJECT["project"]["dependencies"]]
DEV = [Requirement(text) for text in PYPROJECT["dependency-groups"]["dev"]]
LOCKS = {"runtime": RUNTIME_LOCK.read_text(), "dev": DEV_LOCK.read_text()}


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", LOCKS[lock], re.M))


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [("runtime", one) for one in RUNTIME] + [("dev", one) for one in RUNTIME + DEV],
    ids=lambda value: getattr(value, "name", value),
)
def test_what_is_asked_for_is_locked_in_range(lock: str, wanted: Requirement) -> None:
    assert wanted.specifier.contains(pinned(lock)[canonicalize_name(wanted.name)])


def test_development_has_the_versions_of_production() -> None:
    assert pinned("runtime").items() <= pinned("dev").items()
    tools = {canonicalize_name(tool.name) for tool in DEV} - {"psutil"}
    assert not tools & pinned("runtime").keys()


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_has_a_hash_and_nothing_an_address(lock: str) -> None:
    entries = re.split(r"^(?=\S)", LOCKS[lock], flags=re.M)[1:]
    assert len(entries) == len(pinned(lock))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in LOCKS[lock]
    assert "--index" not in LOCKS[lock]


def test_every_dependency_says_why_it_is_here() -> None:
    text = (PROJECT / "pyproject.toml").read_text()
    start = text.index("\ndependencies = [")
    for line in text[start : text.index("\n]", start)].splitlines()[2:]:
        assert re.search(r'",\s+# \S', line), line
