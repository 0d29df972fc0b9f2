"""A branch learns nothing of another: not from an answer, a search, an error, nor its cost.

Two worlds are compared. In the second, other banks and branches have cases, decisions, quotas and
people; to an officer here each page must be the same to the byte. And what lies elsewhere must
answer exactly like what does not exist, with the same questions to the database.
"""

from __future__ import annotations

import re
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from associations.models import Business
from financing.actions import desk, papers, quotas, referrals
from financing.actions.applications import withdraw_application
from financing.models import ApplicationPaper, PaperRequest, Referral, SavedView
from financing.urls.bank import urlpatterns
from tests import cast as play

NOBODY = 999_999_999
ROOM = sorted(p.name for p in urlpatterns if "<" not in str(p.pattern))
CASE = sorted(p.name for p in urlpatterns if "rujukan/<int:pk>" in str(p.pattern))
ONE_S_OWN = {"X-Request-ID", "X-Request-Id", "Content-Length"}
# The word of one page load; everything else must be the same.
_ONCE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')


def shown(response) -> tuple[int, str, str]:
    body = b"".join(response) if response.streaming else response.content
    return response.status_code, response.get("Location", ""), _ONCE.sub("", body.decode("latin-1"))


def elsewhere(cast) -> list[Referral]:
    """Cases of two other banks and of another branch of the same bank, in several states."""
    sent = play.sent(cast, cast.member2, cast.product_bni)
    other = play.member(cast, cast.kopi, 30, "Rahasia Sekali")
    approved = play.sent(cast, other, cast.product_bank_lampung)
    referrals.receive_referral(referral=approved, by=cast.officer_bl)
    referrals.start_review(referral=approved, by=cast.officer_bl)
    offer = referrals.Offer(amount=20_000_000, months=24, rate=Decimal(6), words="Sangat rahasia.")
    referrals.approve_referral(referral=approved, offer=offer, by=cast.officer_bl)
    Business.objects.filter(owner__user=cast.member_garam).update(region=cast.balik_bukit)
    liwa = play.sent(cast, cast.member_garam, cast.product_bri)
    assert liwa.branch == cast.branch_liwa
    referrals.receive_referral(referral=liwa, by=cast.officer_liwa)
    wanted = [referrals.WantedPaper("bank_book", "Sangat rahasia.")]
    referrals.start_review(referral=liwa, by=cast.officer_liwa)
    referrals.ask_for_papers(referral=liwa, papers=wanted, by=cast.officer_liwa)
    desk.keep_view(name="Rahasia", query="tab=saya", by=cast.officer_bni)
    today = timezone.localdate()
    quotas.open_quota(
        product=cast.product_bni,
        starts_on=today,
        ends_on=today,
        amount=777_000_000,
        source="Rahasia",
        as_of=today,
        by=cast.staff,
    )
    return [sent, approved, liwa]


def addresses(own: Referral) -> list[str]:
    queue = reverse("bank:queue")
    searched = ["Rahasia", "Budi", "Citra", "BNI", "Liwa", "a", "%", "2 or 1=1", "' or ''='"]
    tabs = ["saya", "baru", "dekat", "berkas", "selesai", "semua", "x"]
    return [
        *(reverse(f"bank:{name}") for name in ROOM),
        *(f"{queue}?tab={tab}" for tab in tabs),
        *(f"{queue}?q={words}" for words in searched),
        f"{queue}?sesudah=2020-01-01.1",
        f"{queue}?sebelum=2099-01-01.99999999",
        f"{queue}?jumlah=50&keadaan=approved",
        *(reverse(f"bank:{name}", args=[own.pk]) for name in CASE),
        reverse("bank:results_cases", args=["csv"]),
        reverse("inbox"),
        "/mulai/",
        "/status/",
    ]


@pytest.mark.parametrize("who", ["officer", "colleague", "branch_head"])
def test_the_desk_is_the_same_whatever_others_have(cast, at, who):
    own = play.in_review(cast)
    client = at(getattr(cast, who))
    wanted = addresses(own)
    client.get(reverse("bank:referral", args=[own.pk]))  # the look itself leaves a line
    before = {address: shown(client.get(address)) for address in wanted}
    assert sum(status == 200 for status, _where, _body in before.values()) > 15
    elsewhere(cast)
    for address in wanted:
        assert shown(client.get(address)) == before[address], address


@pytest.mark.parametrize("name", CASE)
def test_a_case_elsewhere_is_like_one_that_does_not_exist(cast, at, name):
    """Status, words, headers, and the questions that the database was asked: nothing to time."""
    foreign = elsewhere(cast)
    client = at(cast.officer)
    client.get(reverse("bank:queue"))  # the session's own first write is behind us
    for method in ("get", "post"):
        nobody = asked(client, method, f"bank:{name}", NOBODY)
        assert nobody[0] in {404, 405}
        for case in foreign:
            assert asked(client, method, f"bank:{name}", case.pk) == nobody
    for case in foreign:
        assert Referral.objects.get(pk=case.pk).state == case.state


def test_papers_and_links_elsewhere_are_like_none(cast, at):
    foreign = elsewhere(cast)
    view = SavedView.objects.get(user=cast.officer_bni)
    client = at(cast.officer)
    client.get(reverse("bank:queue"))
    wanted = [("go:referral", case.pk) for case in foreign]
    wanted += [
        ("documents:download", paper.document_id)
        for case in foreign
        for paper in case.application.papers.all()
    ]
    wanted += [("bank:forget_view", view.pk)]
    for name, pk in wanted:
        for method in ("get", "post"):
            there, none = asked(client, method, name, pk), asked(client, method, name, none_of(pk))
            # Nobody can guess the address of a paper, so its cost is no answer to a question.
            same = 4 if name == "documents:download" else 5
            assert there[:same] == none[:same]
    assert SavedView.objects.filter(pk=view.pk).exists()


def none_of(pk: object) -> object:
    return NOBODY if isinstance(pk, int) else uuid.UUID(int=1)


def asked(client: Client, method: str, name: str, pk: object):
    """The answer without what was in the question, and the shape of each query."""
    address = reverse(name, args=[pk])
    answers = {"reason": "capacity", "words": "x", "amount": "1", "langkah": "kirim"}
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(address, answers)
    status, where, body = shown(response)
    headers = {name: value for name, value in response.items() if name not in ONE_S_OWN}
    sql = [re.sub(r"'[^']*'|\b\d+\b", "?", query["sql"]) for query in queries]
    return status, where, body.replace(address, "?"), headers, sql


@pytest.mark.parametrize("name", [name for name in ROOM if name not in {"queue", "team"}])
def test_many_at_once_takes_nothing_from_elsewhere(cast, at, name):
    play.in_review(cast)
    foreign = elsewhere(cast)
    client = at(cast.branch_head)
    states = [case.state for case in foreign]
    for more in ({}, {"langkah": "kirim"}, {"langkah": "lihat"}, {"ya": "1"}):
        answers = {"reason": "capacity", "words": "x", "to": str(cast.colleague.pk), **more}
        fake = [str(NOBODY - number) for number in range(3)]
        nobody = shown(client.post(reverse(f"bank:{name}"), answers | {"kasus": fake}))
        real = [str(case.pk) for case in foreign]
        there = shown(client.post(reverse(f"bank:{name}"), answers | {"kasus": real}))
        for number in range(3):
            nobody = (*nobody[:2], nobody[2].replace(fake[number], "?"))
            there = (*there[:2], there[2].replace(f'"{real[number]}"', '"?"'))
        assert there == nobody
    assert [Referral.objects.get(pk=case.pk).state for case in foreign] == states


def test_the_file_that_went_on_tells_the_first_bank_nothing(cast, at):
    """The same person and file, refused here and taken up elsewhere: this page stands still."""
    own = play.declined(cast)
    client = at(cast.officer)
    page = reverse("bank:referral", args=[own.pk])
    client.get(page)
    addresses_ = [page, reverse("bank:queue") + "?tab=selesai", reverse("inbox")]
    before = [shown(client.get(address)) for address in addresses_]
    play.consent_to(cast.member1, cast.inst_bni)
    own.application.refresh_from_db()
    second = referrals.refer_application(
        application=own.application, by=cast.staff, product=cast.product_bni
    )
    referrals.receive_referral(referral=second, by=cast.officer_bni)
    referrals.start_review(referral=second, by=cast.officer_bni)
    wanted = [referrals.WantedPaper("bank_book", "Sangat rahasia.")]
    referrals.ask_for_papers(referral=second, papers=wanted, by=cast.officer_bni)
    request = PaperRequest.objects.get(referral=second)
    papers.answer_paper_request(request=request, file=play.photo(), by=cast.member1)
    assert ApplicationPaper.objects.filter(application=own.application).count() == 5
    assert [shown(client.get(address)) for address in addresses_] == before
    second.application.refresh_from_db()
    withdraw_application(application=second.application, by=cast.member1)
    assert [shown(client.get(address)) for address in addresses_] == before


def test_nor_does_a_paper_put_in_place_of_one_that_the_bank_had(cast, at):
    own = play.declined(cast)
    client = at(cast.officer)
    page = reverse("bank:referral", args=[own.pk])
    client.get(page)
    before = shown(client.get(page))
    play.consent_to(cast.member1, cast.inst_bni)
    own.application.refresh_from_db()
    second = referrals.refer_application(
        application=own.application, by=cast.staff, product=cast.product_bni
    )
    referrals.receive_referral(referral=second, by=cast.officer_bni)
    wanted = [referrals.WantedPaper("ktp", "Kabur.")]
    referrals.ask_for_papers(referral=second, papers=wanted, by=cast.officer_bni)
    papers.answer_paper_request(
        request=PaperRequest.objects.get(referral=second), file=play.photo(), by=cast.member1
    )
    assert shown(client.get(page)) == before


def test_a_search_finds_nobody_elsewhere(cast, at):
    """Name, code and business of whoever is at another bank read like a word that nobody has."""
    foreign = elsewhere(cast)
    play.in_review(cast)
    client = at(cast.branch_head)

    def found(words: str) -> str:
        _status, _where, body = shown(client.get(reverse("bank:queue"), {"q": words}))
        return body.replace(words, "?").replace(words.replace(" ", "+"), "?")

    nobody = found("Zzyzx")
    codes = [case.application.code for case in foreign]
    for words in ("Budi", "Citra", "Rahasia", "Usaha Budi", *codes):
        assert found(words) == nobody, words
    assert found("Aminah") != nobody
