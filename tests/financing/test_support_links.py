"""A link opens one request for one institution; guessed, expired, handed on: nothing at all."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from financing.actions import support, support_links
from financing.models import SupportLink, SupportRequest
from ikm_portal.audit.models import Entry
from tests import cast as play
from tests.access.world import digest


@pytest.fixture
def asked(cast):
    request = play.support_request(cast.member1, cast, photo=play.photo())
    return support.assign_support(request=request, institution=cast.inst_perkebunan, by=cast.staff)


@pytest.fixture
def given(asked, cast):
    return support_links.give_link(request=asked, name="Pak Wayan", by=cast.staff)


def path(given) -> str:
    return "/" + given.url.split("/", 3)[3]


def send(client, given, step, words=""):
    return client.post(path(given), {"langkah": step, "words": words})


def test_from_the_link_to_the_answer(client, cast, asked, given):
    page = client.get(path(given)).content.decode()
    assert asked.body in page
    assert "Pak Wayan" in page
    assert send(client, given, "mulai").status_code == 302
    assert send(client, given, "tanya", "Berapa orang?").status_code == 302
    asked.refresh_from_db()
    assert asked.state == "waiting"
    support.write_message(request=asked, body="Dua belas.", by=cast.member1)
    page = client.get(path(given)).content.decode()
    assert "Dua belas." in page, "the whole history"
    assert send(client, given, "jawab", "Ikut tanggal 3.").status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("answered", "Ikut tanggal 3.")
    message = asked.messages.get(body="Berapa orang?")
    assert (message.author, message.writer) == (None, "Pak Wayan (Dinas Perkebunan)")
    entry = Entry.objects.about(asked).get(action="financing.supportrequest.answer")
    assert (entry.actor_id, entry.actor_label) == (
        None,
        "Pak Wayan (Dinas Perkebunan), lewat tautan",
    )
    client.force_login(cast.member1)
    assert "Pak Wayan" in client.get(f"/anggota/dukungan/{asked.code}/").content.decode()


def test_the_photo_of_this_request_and_no_other(client, cast, asked, given):
    other = play.support_request(cast.member2, cast, photo=play.photo())
    for request, status in ((asked, 200), (other, 404)):
        document = request.messages.get().document_id
        url = f"{path(given)}berkas/{document}/"
        assert client.get(url).status_code == status
    assert client.get(f"/jawab/x/berkas/{asked.messages.get().document_id}/").status_code == 404


def test_only_the_hash_is_kept(given):
    token = path(given).split("/")[2]
    assert len(token) >= 43
    assert token not in str(SupportLink.objects.values().get())
    assert token not in str(list(Entry.objects.values()))


def guessed(given):
    token = path(given).split("/")[2]
    return [
        "x",
        token[:-1],
        token + "A",
        token.swapcase(),
        given.link.token_hash,
        str(given.link.pk),
        "%00",
    ]


def test_guessing(client, given):
    before = digest()
    for guess in guessed(given):
        url = f"/jawab/{guess}/"
        assert client.get(url).status_code == 404
        assert client.post(url, {"langkah": "jawab", "words": "x"}).status_code == 404
    assert digest() == before


def test_guessing_is_slowed_down(client, db):
    # An address of its own: what other tests try counts on theirs.
    where = {"REMOTE_ADDR": "203.0.113.77"}
    codes = [client.get(f"/jawab/tebak{number}/", **where).status_code for number in range(35)]
    assert codes[:30] == [404] * 30
    assert set(codes[30:]) == {429}


def _expired(cast, asked, given):
    past = timezone.now() - datetime.timedelta(seconds=1)
    long_ago = past - datetime.timedelta(days=21)
    SupportLink.objects.update(expires_at=past, created_at=long_ago)


def _withdrawn(cast, asked, given):
    assert support_links.withdraw_links(request=asked, by=cast.staff) == 1


def _handed_on(cast, asked, given):
    support.assign_support(request=asked, institution=cast.inst_disperindag, by=cast.staff)


def _handed_on_and_back(cast, asked, given):
    for institution in (cast.inst_disperindag, cast.inst_perkebunan):
        support.assign_support(request=asked, institution=institution, by=cast.staff)


def _confirmed(cast, asked, given):
    support.answer_support(request=asked, answer="Ya.", by=cast.guest)
    support.confirm_support(request=asked, by=cast.member1)


def _rejected(cast, asked, given):
    support.reject_support(request=asked, answer="Tidak bisa.", by=cast.staff)


@pytest.mark.parametrize(
    "end", [_expired, _withdrawn, _handed_on, _handed_on_and_back, _confirmed, _rejected]
)
def test_a_link_that_ended(client, cast, asked, given, end):
    end(cast, asked, given)
    before = digest()
    assert client.get(path(given)).status_code == 404
    for step in ("mulai", "tanya", "jawab", "pesan"):
        answer = send(client, given, step, "Masih saya.")
        assert answer.status_code == 404
        assert asked.body not in answer.content.decode()
    assert digest() == before


def test_used_again_after_the_answer(client, cast, asked, given):
    """The same answer sent twice counts once; reopened by the asker, the link works on."""
    assert send(client, given, "jawab", "Ikut tanggal 3.").status_code == 302
    again = send(client, given, "jawab", "Ikut tanggal 4.")
    assert again.status_code == 409
    asked.refresh_from_db()
    assert asked.answer == "Ikut tanggal 3."
    support.reopen_support(request=asked, words="Belum ada jadwal.", by=cast.member1)
    assert "Belum ada jadwal." in client.get(path(given)).content.decode()
    assert send(client, given, "jawab", "Ikut tanggal 5.").status_code == 302


def test_what_a_holder_may_not_do(client, cast, asked, given):
    before = digest()
    for step in ("assign", "reject", "confirm", "reopen", "biaya", ""):
        assert send(client, given, step, "x").status_code == 404
    for name in ("guest:support_detail", "member:support_detail"):
        assert client.get(reverse(name, args=[asked.code])).status_code == 302
    assert digest() == before


def test_an_empty_answer_is_said_beside_the_field(client, asked, given):
    page = send(client, given, "jawab", " ")
    assert page.status_code == 422
    asked.refresh_from_db()
    assert asked.state == "assigned"


def test_who_may_give_links(cast, asked):
    for person in (cast.guest, cast.member1, cast.manager_kopi, cast.head, cast.reader):
        with pytest.raises(support.CannotAsk):
            support_links.give_link(request=asked, name="x", by=person)
    fresh = play.support_request(cast.member2, cast)
    with pytest.raises(support.CannotAsk, match="Teruskan dulu"):
        support_links.give_link(request=fresh, name="x", by=cast.staff)
    assert not SupportLink.objects.exists()


def test_the_letter_holds_the_link_and_nothing_of_the_asker(
    cast, asked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), translation.override("en"):
        given = support_links.give_link(
            request=asked, name="Pak Wayan", email="wayan@kebun.test", by=cast.staff
        )
        assert given.chat_text.startswith("Halo Pak Wayan, Disperindag")
    (letter,) = [one for one in mail.outbox if "wayan@kebun.test" in one.to]
    assert given.url in letter.body
    assert letter.subject.endswith("untuk Anda jawab")  # whatever language the staff read
    assert "Halo Pak Wayan" in letter.body
    assert cast.member1.name not in letter.subject + letter.body
    assert asked.subject not in letter.subject + letter.body


@pytest.mark.django_db(transaction=True)
def test_handed_on_while_the_holder_answers(cast, asked, given):
    """The office hands the request on in a transaction that is still open: the answer waits for
    it and then finds its link closed."""
    told: list[str] = []
    token = path(given).split("/")[2]

    def answer():
        try:
            support_links.act_by_link(
                token,
                lambda found, by: support.answer_support(request=found, answer="Ya.", by=by),
            )
        except support_links.LinkClosed:
            told.append("closed")
        finally:
            connection.close()

    thread = threading.Thread(target=answer)
    with transaction.atomic():
        support.assign_support(
            request=SupportRequest.objects.get(pk=asked.pk),
            institution=cast.inst_disperindag,
            by=cast.staff,
        )
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=60)
    assert told == ["closed"]
    asked.refresh_from_db()
    assert (asked.institution, asked.answer) == (cast.inst_disperindag, "")


def test_costs_have_a_budget(cast, asked):
    from django.db import IntegrityError

    support.record_cost(request=asked, cost=7_500_000, budget="apbd_prov", by=cast.guest)
    asked.refresh_from_db()
    assert asked.cost_line == "Rp7.500.000 (APBD provinsi)"
    with pytest.raises(support.CannotAsk):
        support.record_cost(request=asked, cost=1, budget="csr", by=cast.member1)
    for values in ({"cost": None}, {"budget": ""}, {"budget": "kas"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupportRequest.objects.filter(pk=asked.pk).update(**values)
