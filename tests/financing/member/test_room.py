"""The member's own pages: what is next, applications, data, consents, who looked."""

from __future__ import annotations

import pytest
from django.urls import reverse

from associations.models import Consent, Membership
from financing import rules
from financing.actions import deadlines, referrals
from financing.models import Application, Referral
from financing.rules import may_open_referral_papers
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry
from tests import cast as play

HOME = "/anggota/"


@pytest.fixture
def me(client, cast):
    client.force_login(cast.member1)
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def wanted(cast) -> Referral:
    referral = play.in_review(cast)
    referrals.ask_for_papers(
        referral=referral,
        papers=[referrals.WantedPaper("bank_book", "Untuk melihat penjualan.")],
        by=cast.officer,
    )
    return referral


def test_each_moment_has_its_next_step(me, cast):
    assert "Butuh modal?" in text(me.get(HOME))
    application = play.draft(cast.member1, cast.product_bri)
    assert "Lanjutkan pengajuan Anda" in text(me.get(HOME))
    Application.objects.filter(pk=application.pk).delete()
    referral = wanted(cast)
    assert "Bank meminta berkas dari Anda" in text(me.get(HOME))
    deadlines.review_without_papers(referral=referral, by=cast.officer)
    page = text(me.get(HOME))
    assert "Sedang diperiksa bank" in page
    assert "Paling lambat" in page
    referrals.decline_referral(
        referral=referral, reason="capacity", words="Belum cukup.", by=cast.officer
    )
    assert "Belum disetujui bank" in text(me.get(HOME))


def test_an_account_without_an_owner_is_told_whom_to_ask(client, cast):
    cast.member1.owner.user = None
    cast.member1.owner.save()
    client.force_login(type(cast.member1).objects.get(pk=cast.member1.pk))
    assert "belum tersambung" in text(client.get(HOME))
    for name in ("applications", "consents", "looks", "support"):
        assert client.get(reverse(f"member:{name}")).status_code == 200
    assert client.get(reverse("member:data")).status_code == 404


@pytest.mark.parametrize("person", ["manager_kopi", "officer", "staff", "guest"])
def test_the_room_is_for_members_only(client, cast, person):
    client.force_login(getattr(cast, person))
    for name in ("home", "data", "consents", "looks", "applications", "support", "support_new"):
        assert client.get(reverse(f"member:{name}")).status_code == 404


def test_saying_yes_to_the_membership(client, cast):
    user = play.member(cast, cast.kopi, 7, "Dewi Kopi", confirmed=False)
    membership = Membership.objects.get(business__owner=user.owner)
    url = reverse("member:membership", args=[membership.pk])
    client.force_login(cast.member1)
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    membership.refresh_from_db()
    assert membership.state == "invited"
    client.force_login(user)
    assert url in text(client.get(HOME))
    page = text(client.get(url))
    assert "Saya setuju." in page  # the wording in force
    for _ in range(2):
        client.post(url)
    membership.refresh_from_db()
    assert membership.state == "confirmed"
    assert Consent.objects.filter(owner=user.owner, withdrawn_at=None).count() == 2


def test_own_data_is_corrected_with_a_trace(me, cast):
    answers = {
        "phone": "0812 3456 7890",
        "is_married": "ya",
        "address": "Jl. Mawar 1",
        "region": "18.71.01",
        "npwp": "",
    }
    me.post(reverse("member:edit-owner"), answers)
    owner = type(cast.member1.owner).objects.get(pk=cast.member1.owner.pk)
    assert (owner.phone, owner.is_married, owner.address) == ("+6281234567890", True, "Jl. Mawar 1")
    entry = Entry.objects.get(action="associations.owner.correct")
    assert set(entry.data["changes"]) == {"phone", "is_married", "address"}
    assert "6281234567890" not in entry.payload
    me.post(reverse("member:edit-owner"), answers)
    assert Entry.objects.filter(action="associations.owner.correct").count() == 1


def test_somebody_elses_data_is_not_there(me, cast):
    other = cast.member2.owner.businesses.get()
    url = reverse("member:edit-business", args=[other.pk])
    assert me.get(url).status_code == 404
    assert me.post(url, {"name": "Diambil"}).status_code == 404
    other.refresh_from_db()
    assert other.name == "Usaha Budi Kopi"


def test_the_nik_is_masked_until_one_asks_and_asking_is_written_down(me, cast):
    nik = cast.member1.owner.nik
    assert nik not in text(me.get(reverse("member:data")))
    assert me.get(reverse("member:nik")).status_code == 405
    assert nik in text(me.post(reverse("member:nik")))
    assert Entry.objects.filter(action="associations.owner.show_nik").count() == 1


def test_withdrawing_the_banks_consent_shuts_its_door_at_once(me, cast):
    referral = play.in_review(cast)
    assert may_open_referral_papers(cast.officer, referral)
    consent = Consent.objects.get(recipient=cast.inst_bri)
    url = reverse("member:consent-withdraw", args=[consent.pk])
    assert "dihentikan" in text(me.get(url))
    assert not Consent.objects.filter(pk=consent.pk).exclude(withdrawn_at=None).exists()
    me.post(url)
    consent.refresh_from_db()
    referral.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert referral.state == "withdrawn"
    assert not may_open_referral_papers(cast.officer, referral)
    assert not rules.may_unmask(cast.officer, referral)
    assert Application.objects.get().state == "verified"
    document = referral.application.papers.first().document_id
    me.force_login(cast.officer)
    assert me.get(reverse("documents:download", args=[document])).status_code == 404
    # Only with a new yes does the next bank, or this one, see anything.
    with pytest.raises(referrals.CannotRefer):
        referrals.refer_application(application=Application.objects.get(), by=cast.staff)


def test_after_approval_withdrawing_ends_the_application(me, cast):
    play.approved(cast)
    consent = Consent.objects.get(recipient=cast.inst_bri)
    me.post(reverse("member:consent-withdraw", args=[consent.pk]))
    assert Referral.objects.get().state == "withdrawn"
    assert Application.objects.get().state == "withdrawn"


def test_nobody_withdraws_for_another(client, cast):
    play.in_review(cast)
    consent = Consent.objects.get(recipient=cast.inst_bri)
    client.force_login(cast.member2)
    url = reverse("member:consent-withdraw", args=[consent.pk])
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    consent.refresh_from_db()
    assert consent.withdrawn_at is None
    assert Referral.objects.get().state == "in_review"


def test_who_looked_is_told_and_ones_own_looks_are_not(me, cast):
    referral = play.in_review(cast)
    document = referral.application.papers.get(kind="ktp").document_id
    me.get(reverse("documents:download", args=[document]))
    record("financing.referral.unmask", referral, by=cast.officer)
    me.force_login(cast.officer)
    assert me.get(reverse("documents:download", args=[document])).status_code == 200
    me.force_login(cast.member1)
    page = text(me.get(reverse("member:looks")))
    assert "Membuka berkas: KTP" in page
    assert "Melihat NIK lengkap Anda" in page
    assert "Oki Petugas" in page
    assert "Aminah Kopi (" not in page
    me.force_login(cast.member2)
    assert "Oki Petugas" not in text(me.get(reverse("member:looks")))


def test_looks_go_on_below_the_page(me, cast):
    referral = play.in_review(cast)
    for _ in range(40):
        record("financing.referral.opened", referral, by=cast.officer)
    page = me.get(reverse("member:looks"))
    older = me.get(page.context["older_url"])
    first, second = ({look.pk for look in one.context["looks"]} for one in (page, older))
    assert len(first) == 30
    assert second
    assert not first & second
    for nonsense in ("x", "-1", "9" * 40):
        assert me.get(reverse("member:looks"), {"sebelum": nonsense}).status_code == 200


def test_the_bank_gets_the_paper_that_it_asked_for(me, cast):
    referral = wanted(cast)
    request = referral.paper_requests.get()
    url = reverse("member:application-answer", args=[referral.application.code, request.pk])
    assert "Pilih foto atau PDF dulu" in text(me.post(url, {}, follow=True))
    me.force_login(cast.member2)
    assert me.post(url, {"file": play.photo()}).status_code == 404
    request.refresh_from_db()
    assert request.answered_at is None
    me.force_login(cast.member1)
    me.post(url, {"file": play.photo()})
    referral.refresh_from_db()
    assert referral.state == "in_review"
    assert "sedang tidak menunggu" in text(me.post(url, {"file": play.photo()}, follow=True))


def test_a_paper_that_comes_after_the_last_day_is_told_so(me, cast):
    referral = wanted(cast)
    request = referral.paper_requests.get()
    url = reverse("member:application-answer", args=[referral.application.code, request.pk])
    deadlines.review_without_papers(referral=referral, by=cast.officer)
    assert "tidak memintanya lagi" in text(me.post(url, {"file": play.photo()}, follow=True))
    me.force_login(cast.member2)
    assert me.post(url, {"file": play.photo()}).status_code == 404


def test_a_refusal_is_explained_with_what_to_do(me, cast):
    application = play.declined(cast).application
    page = text(me.get(reverse("member:application", args=[application.code])))
    assert "Kemampuan membayar belum cukup" in page
    assert "Penjualan belum cukup." in page
    assert "jumlah yang lebih kecil" in page
    assert "Pilih bank lain" in page


def test_another_bank_takes_one_page_and_no_typing(me, cast):
    application = play.declined(cast).application
    url = reverse("member:application-again", args=[application.code])
    page = text(me.get(url))
    assert cast.product_bni.slug in page
    assert cast.product_bri.slug not in page
    me.post(url, {"product": cast.product_bni.slug})
    me.post(url, {"product": cast.product_bri.slug, "agreed": "on"})
    application.refresh_from_db()
    assert (application.state, application.product) == ("declined", cast.product_bri)
    assert not Consent.objects.filter(recipient=cast.inst_bni).exists()
    me.force_login(cast.member2)
    assert me.post(url, {"product": cast.product_bni.slug, "agreed": "on"}).status_code == 404
    me.force_login(cast.member1)
    for _ in range(2):
        me.post(url, {"product": cast.product_bni.slug, "agreed": "on"})
    application.refresh_from_db()
    assert (application.state, application.product) == ("verified", cast.product_bni)
    assert Consent.objects.filter(recipient=cast.inst_bni).count() == 1
    referral = referrals.refer_application(application=application, by=cast.staff)
    assert referral.branch == cast.branch_bni
    assert application.papers.filter(removed_at=None).count() == 4


def test_a_new_draft_stands_in_the_way_of_another_bank(me, cast):
    application = play.declined(cast).application
    play.draft(cast.member1, cast.product_bni)
    url = reverse("member:application-again", args=[application.code])
    answers = {"product": cast.product_bni.slug, "agreed": "on"}
    assert "Masih ada pengajuan lain" in text(me.post(url, answers, follow=True))
    application.refresh_from_db()
    assert application.state == "declined"


def test_after_silence_the_next_step_is_another_bank(me, cast):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    referrals.expire_referral(referral=referral)
    url = reverse("member:application-again", args=[referral.application.code])
    assert url in text(me.get(HOME))
    assert url in text(me.get(reverse("member:application", args=[referral.application.code])))
    assert cast.product_bni.slug in text(me.get(url))


def test_stopping_asks_once_more(me, cast):
    referral = play.in_review(cast)
    code = referral.application.code
    url = reverse("member:application-stop", args=[code])
    assert "berhenti memproses" in text(me.get(url))
    assert Application.objects.get().state == "referred"
    me.force_login(cast.member2)
    assert me.post(url).status_code == 404
    assert Application.objects.get().state == "referred"
    me.force_login(cast.member1)
    me.post(url)
    assert Application.objects.get().state == "withdrawn"
    assert Referral.objects.get().state == "withdrawn"
    assert "tidak bisa dibatalkan lagi" in text(me.post(url, follow=True))


@pytest.mark.parametrize("story", ["draft", "submitted", "sent", "in_review", "approved"])
def test_every_state_has_a_page(me, cast, story):
    if story in {"draft", "submitted"}:
        getattr(play, story)(cast.member1, cast.product_bri)
    elif story == "sent":
        play.sent(cast, cast.member1, cast.product_bri)
    else:
        getattr(play, story)(cast)
    application = Application.objects.get()
    page = text(me.get(reverse("member:application", args=[application.code])))
    assert str(application.state_label.for_applicant) in page or story in {
        "sent", "in_review", "approved",
    }  # fmt: skip
    assert "Dipegang oleh" in page
    assert text(me.get(HOME))
    assert application.code in text(me.get(reverse("member:applications")))


def counted(client, url, count_queries) -> int:
    client.get(url)
    with count_queries() as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.fixture
def count_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)


def test_lists_ask_the_same_number_of_times_at_one_row_and_at_three(me, cast, count_queries):
    lists = [reverse(f"member:{name}") for name in ("applications", "support", "consents", "home")]

    def one_more():
        application = play.declined(cast).application
        play.support_request(cast.member1, cast)
        return application

    one_more()
    before = [counted(me, url, count_queries) for url in lists]
    detail = reverse("member:application", args=[one_more().code])
    one_more()
    after = [counted(me, url, count_queries) for url in lists]
    assert before == after
    assert max(after) <= 12
    assert counted(me, detail, count_queries) <= 10
