"""Asking for support, talking about it, and saying whether it helped."""

from __future__ import annotations

import pytest
from django.urls import reverse

from financing.actions import support
from financing.models import SupportRequest
from tests import cast as play


@pytest.fixture
def me(client, cast):
    client.force_login(cast.member1)
    return client


@pytest.fixture
def asked(cast):
    request = play.support_request(cast.member1, cast)
    support.assign_support(request=request, institution=cast.inst_perkebunan, by=cast.staff)
    support.start_support(request=request, by=cast.guest)
    return request


def at(name, request):
    return reverse(f"member:support_{name}", args=[request.code])


def test_a_new_request_with_a_photo(me, cast):
    answers = {
        "kind": cast.kind_training.pk,
        "subject": "Pelatihan kemasan",
        "body": "Kami ingin belajar.",
        "photo": play.photo(),
    }
    page = me.post(reverse("member:support_new"), answers, follow=True).content.decode()
    request = SupportRequest.objects.get()
    assert request.code in page
    assert request.business == cast.member1.owner.businesses.get()
    assert request.messages.get().document is not None


def test_a_form_that_is_only_looked_at_complains_of_nothing(me):
    assert "Belum bisa disimpan" not in me.get(reverse("member:support_new")).content.decode()


def test_what_is_wrong_stands_on_the_form_and_nothing_is_asked(me, cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answers = {"kind": cast.kind_training.pk, "subject": "x", "body": "y"}
    page = me.post(reverse("member:support_new"), {}).content.decode()
    assert "Pilih jenisnya." in page
    bad = SimpleUploadedFile("a.jpg", b"<svg>")
    page = me.post(reverse("member:support_new"), answers | {"photo": bad}).content.decode()
    assert "Jenis berkas ini tidak diterima" in page
    assert not SupportRequest.objects.exists()


def test_yes_it_helped(me, asked, cast):
    support.answer_support(request=asked, answer="Ikut tanggal 3.", by=cast.guest)
    page = me.get(at("detail", asked)).content.decode()
    assert "Ikut tanggal 3." in page
    for _ in range(2):
        me.post(at("confirm", asked))
    asked.refresh_from_db()
    assert asked.state == "confirmed"


def test_no_not_yet_needs_a_reason(me, asked, cast):
    support.answer_support(request=asked, answer="Selesai.", by=cast.guest)
    me.post(at("reopen", asked), {"words": ""})
    asked.refresh_from_db()
    assert asked.state == "answered"
    me.post(at("reopen", asked), {"words": "Belum ada jadwal."})
    asked.refresh_from_db()
    assert asked.state == "in_progress"
    assert asked.messages.get().body == "Belum ada jadwal."


def test_the_offices_question_is_answered_by_a_message(me, asked, cast):
    support.ask_back(request=asked, words="Berapa orang?", by=cast.guest)
    me.post(at("write", asked), {"words": "Dua belas.", "file": play.photo()})
    asked.refresh_from_db()
    assert asked.state == "in_progress"
    assert asked.messages.last().document is not None


@pytest.mark.parametrize("person", ["member2", "member_garam"])
def test_somebody_elses_request_is_not_there(client, asked, cast, person):
    client.force_login(getattr(cast, person))
    before = SupportRequest.objects.values().get()
    assert client.get(at("detail", asked)).status_code == 404
    for name in ("write", "confirm", "reopen", "begin", "ask", "answer"):
        assert client.post(at(name, asked), {"words": "x"}).status_code == 404
    assert SupportRequest.objects.values().get() == before
    assert asked.messages.count() == 0


def test_the_asker_does_not_answer_their_own_request(me, asked):
    for name in ("begin", "ask", "answer"):
        me.post(at(name, asked), {"words": "Saya jawab sendiri."})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("in_progress", "")
    assert asked.messages.count() == 0


def test_steps_are_posts(me, asked):
    for name in ("write", "confirm", "reopen", "begin", "ask", "answer"):
        assert me.get(at(name, asked)).status_code == 405
