"""No English in the room of people who read Indonesian, also where the framework has none."""

from django.urls import reverse
from django.utils.translation import gettext


def test_the_calendar_speaks_indonesian(cast, client):
    client.force_login(cast.staff)

    words = client.get(reverse("admin:jsi18n")).text

    assert "Hari ini (%(date)s)" in words
    assert "Pilih Tanggal" in words, "the framework's own words must stay"


def test_an_empty_choice_speaks_indonesian():
    assert gettext("- Select an option -") == "- Pilih -"
