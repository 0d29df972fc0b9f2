"""Redis away: reads miss, writes are lost, nothing breaks."""

import socket

import pytest
from django.core.cache import caches
from django.test import override_settings


@pytest.fixture
def cache():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    settings = {
        "default": {
            "BACKEND": "ikm_portal.common.cache.ForgivingRedisCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",  # nobody listens there any more
        }
    }
    with override_settings(CACHES=settings):
        yield caches["default"]


def test_reads_miss(cache):
    assert cache.get("a") is None
    assert cache.get("a", "b") == "b"
    assert cache.get_many(["a"]) == {}
    assert "a" not in cache
    assert not cache.touch("a")
    assert cache.get_or_set("a", lambda: 7) == 7


def test_writes_are_lost_quietly(cache):
    assert cache.set("a", 1) is None
    assert cache.set_many({"a": 1}) == []
    assert cache.add("a", 1)
    assert cache.incr("a", 3) == 3
    assert cache.delete("a") is False
    cache.delete_many(["a"])
    cache.clear()


def test_with_redis_it_is_a_cache():
    cache = caches["default"]
    cache.set("tests-foundation", 1, 10)
    assert cache.get("tests-foundation") == 1
    cache.delete("tests-foundation")
    assert cache.get("tests-foundation") is None
