"""The queue: whose cases, in which tab, in which order, at which price."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from associations.models import Business, Owner
from financing.actions import referrals
from financing.models import Application, Referral
from financing.queries import desk as queries
from financing.views.bank.common import deadline_words
from tests import cast as play

URL = "/bank/"


def fill(cast, count: int) -> list[Referral]:
    """So many new cases at BRI, in three inserts: people, businesses and files of no story."""
    model = cast.member1.owner
    owners = Owner.objects.bulk_create(
        Owner(
            name=f"Orang {number:04d}",
            nik=model.nik,
            nik_hash=f"{number:064x}",
            sex="L",
            birth_date=model.birth_date,
            region=model.region,
        )
        for number in range(count)
    )
    firms = Business.objects.bulk_create(
        Business(owner=owner, name="Usaha", product="kopi", region=model.region) for owner in owners
    )
    now, today = timezone.now(), timezone.localdate()
    files = Application.objects.bulk_create(
        Application(
            owner=firm.owner,
            business=firm,
            purpose="kmk",
            amount=10_000_000,
            months=12,
            state="referred",
            created_by=cast.staff,
            submitted_at=now,
        )
        for firm in firms
    )
    return Referral.objects.bulk_create(
        Referral(
            application=file,
            owner=file.owner,
            product=cast.product_bri,
            branch=cast.branch_bri,
            amount=10_000_000,
            months=12,
            sent_by=cast.staff,
            # Many cases share a deadline, as they do on a real desk.
            due_on=today + datetime.timedelta(days=number // 20),
        )
        for number, file in enumerate(files)
    )


def names(response) -> list[str]:
    return re.findall(r'<a href="/bank/rujukan/\d+/"[^>]*>([^<]+)</a>', response.content.decode())


def test_only_the_own_branch(cast, at):
    play.sent(cast, cast.member1, cast.product_bri)
    play.sent(cast, cast.member2, cast.product_bni)
    assert names(at(cast.officer).get(URL)) == ["Aminah Kopi"]
    assert names(at(cast.officer_bni).get(URL)) == ["Budi Kopi"]
    assert names(at(cast.officer_liwa).get(URL)) == []


def test_every_tab_holds_its_own(cast, at):
    new = play.sent(cast, cast.member1, cast.product_bri)
    asked = play.in_review(cast, cast.member2)
    referrals.ask_for_papers(
        referral=asked, papers=[referrals.WantedPaper("kk", "Kabur.")], by=cast.officer
    )
    Referral.objects.filter(pk=asked.pk).update(due_on=timezone.localdate())
    client = at(cast.officer)
    shown = {tab: names(client.get(URL, {"tab": tab})) for tab in queries.TABS}
    assert shown == {
        "terbuka": ["Budi Kopi", "Aminah Kopi"],
        "baru": ["Aminah Kopi"],
        "dekat": ["Budi Kopi"],
        "berkas": ["Budi Kopi"],
        "saya": ["Budi Kopi"],
        "selesai": [],
    }
    referrals.receive_referral(referral=new, by=cast.officer)
    referrals.decline_referral(referral=new, reason="capacity", words="Belum.", by=cast.officer)
    assert names(client.get(URL, {"tab": "selesai"})) == ["Aminah Kopi"]
    assert names(client.get(URL)) == ["Budi Kopi"]


@pytest.mark.django_db
def test_the_deadline_is_said_in_words():
    monday = datetime.date(2026, 11, 23)
    words = {
        shift: deadline_words(monday + datetime.timedelta(days=shift), monday)
        for shift in (-2, 0, 1, 7)
    }
    assert words == {
        -2: ("lewat 2 hari", "bad"),
        0: ("hari ini", "waiting"),
        1: ("1 hari kerja lagi", "waiting"),
        7: ("5 hari kerja lagi", ""),
    }


def test_pages_by_key_show_every_case_once(cast, at):
    wanted = [f"Orang {number:04d}" for number in range(117)]
    fill(cast, 117)
    client, seen, url = at(cast.officer), [], URL
    while url:
        page = client.get(url).content.decode()
        seen += re.findall(r'rujukan/\d+/"[^>]*>([^<]+)</a>', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        last, url = url, following.group(1).replace("&amp;", "&") if following else ""
    assert seen == wanted
    page = client.get(last).content.decode()
    back = re.search(r'rel="prev" href="([^"]+)"', page).group(1).replace("&amp;", "&")
    middle = client.get(back)
    assert names(middle) == wanted[50:100]
    assert 'rel="prev"' in middle.content.decode()
    first = re.search(r'rel="prev" href="([^"]+)"', middle.content.decode()).group(1)
    start = client.get(first.replace("&amp;", "&"))
    assert names(start) == wanted[:50]
    assert 'rel="prev"' not in start.content.decode()


def test_closed_cases_are_paged_newest_first(cast, at):
    made = fill(cast, 60)
    Referral.objects.filter(pk__in=[case.pk for case in made]).update(state="expired")
    client = at(cast.officer)
    page = client.get(URL, {"tab": "selesai"})
    assert names(page)[0] == "Orang 0059"
    following = re.search(r'rel="next" href="([^"]+)"', page.content.decode()).group(1)
    assert names(client.get(following.replace("&amp;", "&"))) == [
        f"Orang {number:04d}" for number in range(9, -1, -1)
    ]


@pytest.mark.parametrize("query", [{}, {"tab": "baru"}, {"q": "orang"}, {"jumlah": "10"}])
def test_the_price_is_the_same_at_one_and_at_fifty_rows(cast, at, query):
    client = at(cast.officer)
    prices = []
    for more in (1, 59):
        fill(cast, more) if more == 1 else _fill_more(cast, more)
        client.get(URL, query)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(URL, query)
        prices.append(len(asked))
        assert len(names(response)) == min(50, Referral.objects.count())
    assert prices[0] == prices[1] <= 12


def _fill_more(cast, count):
    Owner.objects.filter(name="Orang 0000").update(nik_hash="f" * 64)
    fill(cast, count)


def test_counts_stop_at_the_cap(cast, at, monkeypatch):
    monkeypatch.setattr("financing.views.bank.queue.CAP", 5)
    fill(cast, 8)
    page = at(cast.officer).get(URL).content.decode()
    assert '<span class="count">5+</span>' in page
    assert "8 dari 5+" in page


def test_search_by_code_finds_it_under_any_tab(cast, at):
    referral = play.declined(cast)
    client = at(cast.officer)
    code = referral.application.code
    for written in (code, code.replace("-", "").lower(), f" {code} "):
        assert names(client.get(URL, {"q": written})) == ["Aminah Kopi"]
    assert names(at(cast.officer_bni).get(URL, {"q": code})) == []


def test_search_by_name_stays_within_the_branch(cast, at):
    play.sent(cast, cast.member1, cast.product_bri)
    play.sent(cast, cast.member2, cast.product_bni)
    client = at(cast.officer)
    assert names(client.get(URL, {"q": "kopi"})) == ["Aminah Kopi"]
    assert names(client.get(URL, {"q": "budi"})) == []
    assert names(client.get(URL, {"q": "%"})) == []


@pytest.mark.parametrize("number", ["1871010101800001", "1871 0101 0180 0001", "081234567890"])
def test_nobody_is_searched_by_number(cast, at, number):
    play.sent(cast, cast.member1, cast.product_bri)
    response = at(cast.officer).get(URL, {"q": number, "tab": "baru"})
    assert response.status_code == 302
    assert response["Location"] == URL + "?tab=baru"


def test_filters_narrow(cast, at):
    play.in_review(cast, cast.member1)
    play.sent(cast, cast.member2, cast.product_bri, amount=50_000_000)
    client = at(cast.officer)
    assert names(client.get(URL, {"keadaan": "in_review"})) == ["Aminah Kopi"]
    assert names(client.get(URL, {"jumlah": "50"})) == ["Aminah Kopi", "Budi Kopi"]
    assert names(client.get(URL, {"jumlah": "100"})) == []
    assert names(client.get(URL, {"produk": cast.product_bri.pk})) == ["Aminah Kopi", "Budi Kopi"]
    # Another bank's product is no choice here, and says nothing about that bank.
    page = client.get(URL, {"produk": cast.product_bni.pk}).content.decode()
    assert "BNI" not in page


HOSTILE = ["'", '"><b>', "\x00", "\u202e", "9" * 400, "%", "_", "9999-99-99.1", "2026-01-01.", "-1"]


@pytest.mark.parametrize("name", ["q", "tab", "keadaan", "produk", "jumlah", "sesudah", "sebelum"])
def test_nothing_in_the_address_breaks_the_page(cast, at, name):
    play.sent(cast, cast.member1, cast.product_bri)
    client = at(cast.officer)
    for value in HOSTILE:
        response = client.get(URL, {name: value})
        assert response.status_code in ({400} if "\x00" in value else {200, 302}), value
        assert b'"><b>' not in response.content


@pytest.mark.parametrize("who", ["member1", "manager_kopi", "staff", "guest"])
def test_the_desk_is_for_officers(cast, at, who):
    assert at(getattr(cast, who)).get(URL).status_code == 404
    assert at(getattr(cast, who)).get(reverse("bank:team")).status_code == 404


def test_visitors_are_asked_to_sign_in(client, db):
    assert client.get(URL)["Location"].startswith("/masuk/")


def test_an_officer_without_a_branch_reads_why(cast, at):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    cast.officer.postings.update(until=timezone.localdate())
    for url in (URL, reverse("bank:referral", args=[referral.pk])):
        response = at(cast.officer).get(url)
        assert response.status_code == 403
        assert "belum ditempatkan di cabang" in response.content.decode()
        assert "Aminah" not in response.content.decode()


def test_the_head_sees_who_holds_what(cast, at):
    play.in_review(cast, cast.member1)
    late = play.sent(cast, cast.member2, cast.product_bri)
    Referral.objects.filter(pk=late.pk).update(
        due_on=timezone.localdate() - datetime.timedelta(days=3)
    )
    page = at(cast.branch_head).get(reverse("bank:team")).content.decode()
    assert "Oki Petugas" in page
    assert "Belum dipegang siapa pun" in page
    assert "lewat 3 hari" in page
    assert reverse("bank:team") in at(cast.branch_head).get(URL).content.decode()
    assert "Oki Petugas" not in at(cast.officer_bni).get(reverse("bank:team")).content.decode()
