"""Indonesian first; English only for who chose it."""

import pytest

pytestmark = pytest.mark.django_db


def test_an_english_phone_reads_indonesian(client):
    response = client.get("/", headers={"Accept-Language": "en-US,en"})
    assert response["Content-Language"] == "id"
    assert "Bagaimana jalannya" in response.text


def test_a_choice_is_kept(client):
    client.post("/bahasa/", {"language": "en", "next": "/"})
    assert client.get("/")["Content-Language"] == "en"
    client.post("/bahasa/", {"language": "id", "next": "/"})
    assert client.get("/")["Content-Language"] == "id"


def test_an_unknown_language_is_ignored(client):
    client.cookies["django_language"] = "xx"
    assert client.get("/")["Content-Language"] == "id"
