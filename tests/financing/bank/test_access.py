"""Every address of the desk, for everybody it is not for: the answer is no, and nothing moved."""

from __future__ import annotations

from itertools import product

import pytest
from django.urls import reverse

from financing.models import Decision, PaperRequest, Referral
from financing.urls.bank import urlpatterns
from ikm_portal.audit.models import Entry
from tests import cast as play

CASE_URLS = [pattern.name for pattern in urlpatterns if "rujukan/<int:pk>" in str(pattern.pattern)]
POST_ONLY = ["receive", "review", "review_anyway", "unmask", "confirm"]
STRANGERS = ["officer_bni", "officer_liwa", "member1", "member2", "manager_kopi", "staff", "guest"]
ANSWERS = {
    "amount": "20.000.000",
    "months": "24",
    "rate": "6",
    "reason": "capacity",
    "words": "Belum cukup.",
    "kk": "Kabur.",
    "number": "PK/1",
    "signed_on": "2026-11-24",
    "paid_on": "2026-11-24",
    "langkah": "kirim",
}


def picture(referral):
    return (
        Referral.objects.values().get(pk=referral.pk),
        Decision.objects.count(),
        PaperRequest.objects.count(),
        Entry.objects.count(),
    )


@pytest.mark.parametrize("state", ["sent", "in_review", "approved"])
def test_not_yours(cast, at, state):
    referral = (
        play.sent(cast, cast.member1, cast.product_bri)
        if state == "sent"
        else getattr(play, state)(cast)
    )
    before = picture(referral)
    for who, name in product(STRANGERS, CASE_URLS):
        stranger = getattr(cast, who)
        client, url = at(stranger), reverse(f"bank:{name}", args=[referral.pk])
        answers = ANSWERS | {"to": str(stranger.pk)}
        # 405 for the wrong verb is said to everybody, before the case is looked for.
        assert client.post(url, answers).status_code == (405 if name == "referral" else 404)
        assert client.get(url).status_code == (405 if name in POST_ONLY else 404)
        assert picture(referral) == before, (who, name)


def test_a_visitor_signs_in_first(cast, client):
    referral = play.in_review(cast)
    before = picture(referral)
    for name in CASE_URLS:
        answer = client.post(reverse(f"bank:{name}", args=[referral.pk]), ANSWERS)
        assert answer["Location"].startswith("/masuk/")
    assert picture(referral) == before


def test_a_colleague_reads_why_not(cast, at):
    referral = play.in_review(cast)
    before = picture(referral)
    answers = ANSWERS | {"to": str(cast.colleague.pk)}
    for name in ("want_papers", "approve", "decline", "hand_over"):
        response = at(cast.colleague).post(reverse(f"bank:{name}", args=[referral.pk]), answers)
        assert response.status_code == 403
        assert "dipegang petugas lain" in response.content.decode()
        assert picture(referral) == before


def test_no_such_case(cast, at):
    client = at(cast.officer)
    for name, pk in product(CASE_URLS, [0, 999_999_999, 10**30]):
        url = reverse(f"bank:{name}", args=[pk])
        assert client.post(url, ANSWERS).status_code == (405 if name == "referral" else 404)
        assert client.get(url).status_code == (405 if name in POST_ONLY else 404)


def test_a_link_moves_nothing(cast, at):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    before = picture(referral)
    for name in POST_ONLY:
        assert at(cast.officer).get(reverse(f"bank:{name}", args=[referral.pk])).status_code == 405
    assert picture(referral) == before


def test_a_former_officer_sees_nothing(cast, at):
    referral = play.in_review(cast)
    cast.officer.postings.update(until="2026-11-23")
    before = picture(referral)
    url = reverse("bank:approve", args=[referral.pk])
    assert at(cast.officer).post(url, ANSWERS).status_code == 403
    assert picture(referral) == before
