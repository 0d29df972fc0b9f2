"""The same pages for a manager who fills in for a member."""

from __future__ import annotations

import pytest
from django.urls import reverse

from associations.models import Consent
from financing.actions import support
from financing.actions.applications import start_application
from financing.actions.filling import fill_application
from financing.models import Application, ApplicationPaper
from ikm_portal.notifications.models import Message
from tests import cast as play

NEED = {"purpose": "kmk", "amount": 25_000_000, "months": 24, "use": "Biji kopi"}


@pytest.fixture
def me(client, cast):
    client.force_login(cast.manager_kopi)
    return client


@pytest.fixture
def application(cast):
    business = cast.member1.owner.businesses.get()
    business.address = "Jl. Teuku Umar 5"
    business.save()
    found = start_application(business=business, by=cast.manager_kopi, association=cast.kopi)
    return fill_application(
        application=found, by=cast.manager_kopi, product=cast.product_bri, **NEED
    )


def at(application, slug):
    return reverse("manager:wizard-page", args=[application.code, slug])


def add_papers(me, application):
    for kind in play.PAPERS:
        url = reverse("manager:wizard-paper", args=[application.code])
        me.post(url, {"kind": kind, "file": play.photo()})


def test_a_manager_starts_for_a_member(me, cast):
    business = cast.member1.owner.businesses.get()
    me.post(reverse("manager:wizard-start"), {"business": business.pk})
    application = Application.objects.get()
    assert application.association == cast.kopi
    assert application.created_by == cast.manager_kopi
    for slug in ("usaha", "kebutuhan", "berkas", "kirim"):
        page = me.get(at(application, slug))
        assert page.status_code == 200
        assert "Aminah Kopi" in page.content.decode()


def test_the_member_hears_of_it_and_nobody_of_ones_own(me, cast):
    business = cast.member1.owner.businesses.get()
    for _press in range(2):
        me.post(reverse("manager:wizard-start"), {"business": business.pk})
    code = Application.objects.get().code
    told = Message.objects.get(recipient=cast.member1)
    assert told.subject == f"Pengurus asosiasi mengisi pengajuan {code} untuk Anda"
    assert told.link == reverse("go:application", args=[code])
    play.draft(cast.member2, cast.product_bri)
    assert not Message.objects.filter(recipient=cast.member2).exists()
    assert Message.objects.filter(subject__contains=code).count() == 1


def test_the_members_own_data_is_not_the_managers_to_change(me, application, cast):
    page = me.get(at(application, "usaha")).content.decode()
    assert 'name="name"' not in page
    me.post(at(application, "usaha"), {"name": "Diganti", "product": "x"})
    application.business.refresh_from_db()
    assert application.business.name == "Usaha Aminah Kopi"


def test_a_manager_sees_that_a_paper_is_there_and_not_what_is_in_it(me, application, cast):
    from financing.actions.papers import attach_paper

    paper = attach_paper(application=application, kind="ktp", file=play.photo(), by=cast.member1)
    page = me.get(at(application, "berkas")).content.decode()
    assert "Sudah ada" in page
    link = reverse("documents:download", args=[paper.document_id])
    assert link not in page
    assert me.get(link).status_code == 404


def test_without_the_members_yes_a_manager_cannot_send(me, application, cast):
    add_papers(me, application)
    page = me.get(at(application, "kirim")).content.decode()
    assert "Menunggu persetujuan anggota" in page
    assert "Kirim ke Disperindag" not in page
    assert "wa.me/628" in page
    answer = me.post(at(application, "kirim"), {"agreed": "on"}, follow=True)
    assert "belum menyetujui" in answer.content.decode() or answer.status_code == 200
    application.refresh_from_db()
    assert application.state == "draft"
    assert not Consent.objects.filter(purpose="bank").exists()


def test_the_member_says_yes_and_the_manager_sends(me, client, application, cast):
    add_papers(me, application)
    client.force_login(cast.member1)
    consent = reverse("member:application-consent", args=[application.code])
    assert consent in client.get(reverse("member:home")).content.decode()
    assert "BRI" in client.get(consent).content.decode()
    client.post(consent, {})
    assert not Consent.objects.filter(purpose="bank").exists()
    client.post(consent, {"agreed": "on"})
    assert Consent.objects.filter(purpose="bank", recipient=cast.inst_bri).count() == 1
    client.force_login(cast.manager_kopi)
    assert "sudah setuju datanya dikirim" in client.get(at(application, "kirim")).content.decode()
    client.post(at(application, "kirim"), {})
    application.refresh_from_db()
    assert application.state == "submitted"


def test_a_manager_of_another_association_finds_nothing(client, application, cast):
    client.force_login(cast.manager_garam)
    for slug in ("usaha", "kebutuhan", "bank", "berkas", "kirim"):
        assert client.get(at(application, slug)).status_code == 404
        assert client.post(at(application, slug), NEED).status_code == 404
    url = reverse("manager:wizard-paper", args=[application.code])
    assert client.post(url, {"kind": "ktp", "file": play.photo()}).status_code == 404
    business = cast.member1.owner.businesses.get()
    answer = client.post(reverse("manager:wizard-start"), {"business": business.pk})
    assert answer.status_code == 404
    assert not ApplicationPaper.objects.exists()
    assert Application.objects.count() == 1


def test_a_member_has_no_business_in_the_managers_room(client, application, cast):
    client.force_login(cast.member1)
    assert client.get(at(application, "kirim")).status_code == 404


def test_the_office_that_answers_works_in_its_own_room(client, cast):
    request = play.support_request(cast.member1, cast)
    client.force_login(cast.guest)
    detail = reverse("guest:support_detail", args=[request.code])
    assert client.get(detail).status_code == 404
    support.assign_support(request=request, institution=cast.inst_perkebunan, by=cast.staff)
    assert request.subject in client.get(reverse("guest:support")).content.decode()
    assert "Mulai dikerjakan" in client.get(detail).content.decode()

    def press(name, words=""):
        client.post(reverse(f"guest:support_{name}", args=[request.code]), {"words": words})
        request.refresh_from_db()
        return request.state

    assert press("confirm") == "assigned"  # only who asked knows whether it helped
    assert press("begin") == "in_progress"
    assert press("ask", "Berapa orang?") == "waiting"
    assert press("answer", "") == "waiting"
    assert press("answer", "Ikut tanggal 3.") == "answered"
    assert [one.body for one in request.messages.all()] == ["Berapa orang?"]


def test_a_manager_asks_for_the_association(me, cast):
    answers = {
        "association": cast.kopi.pk,
        "kind": cast.kind_training.pk,
        "subject": "Pelatihan kemasan",
        "body": "Untuk semua anggota.",
        "people": "30",
    }
    answer = me.post(reverse("manager:support_new"), answers, follow=True)
    assert "Untuk semua anggota." in answer.content.decode()
    asked = cast.kopi.support_requests.get()
    assert (asked.people, asked.asker) == (30, cast.manager_kopi)
    answer = me.post(reverse("manager:support_new"), answers | {"association": cast.garam.pk})
    assert answer.status_code == 200
    assert not cast.garam.support_requests.exists()
