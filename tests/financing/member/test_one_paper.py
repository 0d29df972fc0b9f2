"""One paper closed to the bank: at once, in one step, written down; the yes to the bank stands."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from associations.actions.consents import ends_on
from associations.models import Consent
from financing.actions import referrals
from financing.actions.papers import CannotAttach, close_paper, open_paper_again
from financing.models import Application, ApplicationPaper
from ikm_portal.audit.models import Entry
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.notifications.models import Message
from tests import cast as play
from tests.access.world import digest


@pytest.fixture
def case(cast):
    return play.in_review(cast)


@pytest.fixture
def paper(case):
    return ApplicationPaper.objects.get(application=case.application, kind="ktp")


@pytest.fixture
def url(case, paper):
    return lambda step: reverse(f"member:paper-{step}", args=[case.application.code, paper.pk])


def opened(client, user, paper) -> int:
    client.force_login(user)
    return client.get(reverse("documents:download", args=[paper.document_id])).status_code


def test_closed_at_once_and_opened_again(client, cast, case, paper, url):
    other = case.application.papers.exclude(pk=paper.pk).first()
    assert opened(client, cast.officer, paper) == 200
    for _press in range(2):
        client.force_login(cast.member1)
        answer = client.post(url("close"), follow=True)
    assert "tertutup untuk bank" in answer.content.decode()
    assert opened(client, cast.officer, paper) in {403, 404}
    assert opened(client, cast.officer, other) == 200
    assert opened(client, cast.staff, paper) == 200
    assert opened(client, cast.member1, paper) == 200
    client.force_login(cast.officer)
    page = client.get(reverse("bank:referral", args=[case.pk])).content.decode()
    assert "Ditutup pemohon" in page
    told = Message.objects.get(recipient=cast.officer, subject__startswith="Pemohon menutup")
    assert case.application.code in told.subject
    assert "KTP" in told.body
    client.force_login(cast.member1)
    for _press in range(2):
        client.post(url("open"))
    assert opened(client, cast.officer, paper) == 200
    steps = Entry.objects.about(case.application).filter(action__endswith="_paper")
    kept = [(one.action.rpartition(".")[2], one.data) for one in steps if "add" not in one.action]
    assert kept == [("close_paper", {"kind": "ktp"}), ("open_paper", {"kind": "ktp"})]
    assert Consent.objects.filter(owner=case.owner, purpose="bank", withdrawn_at=None).exists()


def test_nobody_closes_or_opens_it_for_the_applicant(client, cast, case, paper, url):
    before = digest()
    for person in (cast.manager_kopi, cast.member2, cast.staff, cast.officer, cast.head):
        client.force_login(person)
        for step, act in (("close", close_paper), ("open", open_paper_again)):
            assert client.post(url(step)).status_code in {403, 404}
            with pytest.raises(CannotAttach):
                act(paper=paper, by=person)
    client.force_login(cast.member1)
    assert client.get(url("close")).status_code == 405
    assert digest() == before


def test_not_of_another_file_and_not_one_put_aside(client, cast, case, paper):
    elsewhere = play.submitted(cast.member2, cast.product_bni).papers.first()
    client.force_login(cast.member1)
    address = reverse("member:paper-close", args=[case.application.code, elsewhere.pk])
    assert client.post(address).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.closed_at is None


def test_from_the_contract_on_the_bank_keeps_what_it_needs(client, cast):
    case = play.approved(cast)
    client.force_login(cast.member1)
    code, paper = case.application.code, case.application.papers.first()
    page = reverse("member:application", args=[code])
    assert "Tutup untuk bank" in client.get(page).content.decode()
    referrals.record_contract(
        referral=case, number="1/2026", signed_on=timezone.localdate(), by=cast.officer
    )
    assert "Tutup untuk bank" not in client.get(page).content.decode()
    answer = client.post(reverse("member:paper-close", args=[code, paper.pk]), follow=True)
    assert "Akad sudah ditandatangani" in answer.content.decode()
    paper.refresh_from_db()
    assert paper.closed_at is None


def test_the_yes_names_the_papers_the_bank_and_the_last_day(client, cast, case, paper):
    close_paper(paper=paper, by=cast.member1)
    referrals.decline_referral(
        referral=case, reason="capacity", words="Belum cukup.", by=cast.officer
    )
    client.force_login(cast.member1)
    application = Application.objects.get(pk=case.application_id)
    page = client.get(reverse("member:application-again", args=[application.code]))
    text = page.content.decode()
    assert "Tidak ikut, karena Anda tutup: KTP" in text
    names = [one.get_kind_display() for one in application.papers_for_bank()]
    assert "berkas ini: " + ", ".join(names) in text
    until = ends_on("bank", Consent.objects.filter(purpose="bank").latest("pk").given_on)
    assert f"Berlaku sampai {tanggal(until)}" in text
