"""No English in the room of people who read Indonesian, also where the framework has none."""

import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext


def test_the_calendar_speaks_indonesian(cast, client):
    client.force_login(cast.staff)

    words = client.get(reverse("admin:jsi18n")).text

    assert "Hari ini (%(date)s)" in words
    assert "Pilih Tanggal" in words, "the framework's own words must stay"


def test_an_empty_choice_speaks_indonesian():
    assert gettext("- Select an option -") == "- Pilih -"


def test_a_date_is_written_as_everywhere_else():
    assert date_format(datetime.date(2022, 1, 1)) == "1 Januari 2022"


def test_no_list_shows_a_name_from_the_code(cast, client):
    client.force_login(cast.staff)

    for name in ("financing_rulesource", "accounts_invitation", "notifications_delivery"):
        words = client.get(reverse(f"admin:{name}_changelist")).text
        for english in (">Edition<", ">Invited by<", ">Message<"):
            assert english not in words
