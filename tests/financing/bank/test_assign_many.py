"""Several cases to one colleague: seen first, then each through the same action; and the keys."""

from __future__ import annotations

import pytest
from django.urls import reverse

from financing.actions import desk
from financing.models import Referral
from ikm_portal.audit.models import Entry
from tests import cast as play
from tests.access.world import digest
from tests.together import at_once


@pytest.fixture
def cases(cast) -> list[Referral]:
    return [play.in_review(cast, user) for user in (cast.member1, cast.member2)]


def send(client, cases, to=None, step=""):
    data = {"kasus": [case.pk for case in cases]}
    if step:
        data |= {"langkah": step, "to": to.pk if to else ""}
    return client.post(reverse("bank:assign_many"), data, follow=True).content.decode()


def holders(cases) -> set:
    return set(Referral.objects.filter(pk__in=[one.pk for one in cases]).values_list(
        "officer", flat=True))  # fmt: skip


def test_chosen_seen_done_and_twice_is_once(cast, at, cases):
    client = at(cast.officer)
    assert "Alihkan yang dicentang" in client.get(reverse("bank:queue") + "?tab=saya").text
    assert "Alihkan 2 kasus" in send(client, cases)
    before = digest()
    preview = send(client, cases, cast.colleague, "lihat")
    assert "Alihkan kepada Kolega Petugas" in preview
    assert "2 kasus ikut" in preview
    assert digest() == before
    assert "2 kasus dialihkan." in send(client, cases, cast.colleague, "kirim")
    assert holders(cases) == {cast.colleague.pk}
    again = send(client, cases, cast.colleague, "kirim")
    assert "Sudah dipegang Kolega Petugas." in again
    assert Entry.objects.filter(action="financing.referral.hand_over").count() == 2


def test_the_head_hands_over_what_others_hold(cast, at, cases):
    client = at(cast.branch_head)
    assert 'name="kasus"' in client.get(reverse("bank:queue")).text
    assert 'name="kasus"' not in at(cast.officer).get(reverse("bank:queue")).text
    assert "2 kasus dialihkan." in send(client, cases, cast.colleague, "kirim")


def test_what_stays_is_named_with_the_reason(cast, at, cases):
    fresh = play.sent(cast, play.member(cast, cast.kopi, 9, "Eka Kopi"), cast.product_bri)
    page = send(at(cast.colleague), [*cases, fresh], cast.colleague, "lihat")
    assert page.count("dipegang petugas lain") == 2
    assert "belum ada yang memegang" in page
    assert 'value="kirim"' not in page
    send(at(cast.colleague), [*cases, fresh], cast.colleague, "kirim")
    assert holders(cases) == {cast.officer.pk}


@pytest.mark.parametrize("who", ["officer_liwa", "officer_bni", "staff", None])
def test_only_to_somebody_of_the_branch(cast, at, cases, who):
    page = send(at(cast.officer), cases, getattr(cast, who) if who else None, "kirim")
    assert "Pilih petugas." in page or "tidak bekerja di cabang ini" in page
    assert page.count('name="kasus"') == 2
    assert holders(cases) == {cast.officer.pk}


def test_other_branches_cases_are_not_there(cast, at):
    foreign = play.sent(cast, cast.member2, cast.product_bni)
    for step in ("", "lihat", "kirim"):
        page = send(at(cast.officer), [foreign], cast.colleague, step)
        assert "Budi" not in page
        assert foreign.application.code not in page


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once(cast, cases):
    """The officer and the head, to two people: each case goes over, whole, and no error."""

    def press(by, to):
        rows = list(Referral.objects.order_by("pk"))
        return desk.assign_many(referrals=rows, to=to, by=by)

    at_once(
        lambda: press(cast.officer, cast.colleague),
        lambda: press(cast.branch_head, cast.branch_head),
        refused=(),
    )
    assert holders(cases) <= {cast.colleague.pk, cast.branch_head.pk}


def test_keys_for_the_queue(cast, at, cases):
    """Each key once, and each in the list that the page shows."""
    page = at(cast.officer).get(reverse("bank:queue") + "?tab=saya").text
    keys = [part[0] for part in page.split('accesskey="')[1:]]
    assert sorted(keys) == ["1", "2", "3", "4", "5", "6", "c", "e", "k"]
    assert "Tombol cepat" in page
    assert page.index('role="search"') < page.index('name="kasus"')
