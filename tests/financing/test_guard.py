"""What a bank may not ask: two persons to set the rule aside, and a report that no bank sees."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from financing import demand_rules
from financing.actions import guard, referrals
from financing.models import DemandOverride, DemandReport, PaperRequest, Referral
from ikm_portal.accounts.models import User
from ikm_portal.audit.engine import NotAllowed
from ikm_portal.audit.models import Entry
from ikm_portal.notifications.models import Message
from tests import cast as play

SECRET = "Petugas minta uang pelicin lima ratus ribu."
WHY = "Usaha ini di lahan sengketa."


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def referral(cast) -> Referral:
    return play.in_review(cast)


def ask(referral, by):
    wanted = [referrals.WantedPaper("collateral", "BPKB.")]
    return referrals.ask_for_papers(referral=referral, papers=wanted, by=by)


# Two persons


def test_an_officer_alone_is_stopped_and_told_who_could_allow_it(cast, referral):
    with pytest.raises(referrals.CannotDecide, match="Hanya kepala cabang"):
        ask(referral, cast.officer)


@pytest.mark.parametrize("who", ["officer", "colleague", "officer_liwa", "officer_bni", "staff"])
def test_only_the_head_of_the_branch_allows(cast, referral, who):
    with pytest.raises(referrals.CannotDecide):
        guard.allow_demand(referral=referral, reason=WHY, by=getattr(cast, who))
    assert not DemandOverride.objects.exists()


def test_the_head_allows_by_name_and_the_officer_asks(cast, referral):
    page = client_of(cast.branch_head)
    address = reverse("bank:allow_demand", args=[referral.pk])
    assert address in page.get(reverse("bank:referral", args=[referral.pk])).content.decode()
    assert page.post(address, {"reason": " "}).status_code == 200
    assert not DemandOverride.objects.exists()
    assert page.post(address, {"reason": WHY}).status_code == 302
    assert ask(referral, cast.officer).state == "papers_wanted"
    assert PaperRequest.objects.get().kind == "collateral"


def test_the_applicant_is_told_the_right_the_name_and_the_reason(cast, referral):
    guard.allow_demand(referral=referral, reason=WHY, by=cast.branch_head)
    letter = Message.objects.get(recipient=cast.member1, subject__contains="Hak Anda")
    assert "Pasal 14" in letter.body
    assert WHY in letter.body
    assert "melapor ke Disperindag" in letter.body
    page = client_of(cast.member1).get(
        reverse("member:application", args=[referral.application.code])
    )
    assert "mengizinkan permintaan yang dilarang" in page.content.decode()


def test_who_allows_may_not_ask(cast, referral):
    guard.allow_demand(referral=referral, reason=WHY, by=cast.branch_head)
    with pytest.raises(referrals.CannotDecide, match="tidak boleh meminta"):
        ask(referral, cast.branch_head)
    with pytest.raises(referrals.CannotDecide, match="tidak boleh meminta"):
        referrals.decline_referral(
            referral=referral, reason="collateral", words="x", by=cast.branch_head
        )
    assert not PaperRequest.objects.exists()


def test_a_head_with_the_case_in_hand_needs_another(cast):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    referrals.receive_referral(referral=referral, by=cast.branch_head)
    with pytest.raises(referrals.CannotDecide, match="Orang kedua"):
        guard.allow_demand(referral=referral, reason=WHY, by=cast.branch_head)


def test_a_reason_is_needed_and_once_is_enough(cast, referral):
    with pytest.raises(referrals.CannotDecide):
        guard.allow_demand(referral=referral, reason="  ", by=cast.branch_head)
    guard.allow_demand(referral=referral, reason=WHY, by=cast.branch_head)
    with pytest.raises(referrals.CannotDecide, match="Sudah diizinkan"):
        guard.allow_demand(referral=referral, reason=WHY, by=cast.branch_head)


def test_nothing_to_allow_above_the_limit(cast, referral):
    Referral.objects.filter(pk=referral.pk).update(amount=100_000_001)
    referral.refresh_from_db()
    assert not demand_rules.may_allow_demand(cast.branch_head, referral)
    with pytest.raises(referrals.CannotDecide, match="Tidak ada yang perlu"):
        guard.allow_demand(referral=referral, reason=WHY, by=cast.branch_head)


# In confidence


def report(cast, referral) -> DemandReport:
    return guard.report_demand(referral=referral, demand="fee", words=SECRET, by=cast.member1)


def test_the_member_reports_and_reads_the_answer(cast, referral):
    page = client_of(cast.member1)
    address = reverse("member:application-report", args=[referral.application.code])
    wrong = page.post(address, {"words": SECRET})
    assert wrong.status_code == 422
    assert SECRET in wrong.content.decode()  # nothing typed is lost
    assert page.post(address, {"demand": "fee", "words": SECRET}).status_code == 302
    again = page.post(address, {"demand": "fee", "words": SECRET})
    assert "sudah ada" in again.content.decode()
    play.grant(cast.staff, ["view_demandreport", "handle_demandreport"])
    staff = User.objects.get(pk=cast.staff.pk)
    found = DemandReport.objects.get()
    close = reverse("admin:financing_demandreport_step", args=[found.pk, "close"])
    done = client_of(staff).post(close, {"note": "Bank sudah ditegur."})
    assert done.status_code == 302
    assert "Bank sudah ditegur." in page.get(address).content.decode()
    letter = Message.objects.get(subject="Disperindag menjawab laporan Anda")
    assert letter.recipient == cast.member1  # the association does not read along


def test_only_the_applicant_reports(cast, referral):
    for who in ("manager_kopi", "member2", "officer", "staff"):
        with pytest.raises(guard.CannotReport):
            guard.report_demand(
                referral=referral, demand="fee", words=SECRET, by=getattr(cast, who)
            )
    assert not DemandReport.objects.exists()


BANK = ("officer", "colleague", "branch_head", "officer_liwa", "officer_bni")


@pytest.mark.parametrize("who", BANK)
def test_no_bank_sees_that_there_is_a_report(cast, referral, who):
    """Every page of the desk reads the same to the byte as without the report."""
    user = getattr(cast, who)
    addresses = [
        reverse("bank:queue"),
        reverse("bank:queue") + "?tab=selesai",
        reverse("bank:queue") + "?q=pelicin",
        reverse("bank:team"),
        reverse("bank:referral", args=[referral.pk]),
        reverse("inbox"),
        reverse("kur"),
    ]
    client = client_of(user)
    client.get(addresses[4])  # the look itself leaves a line in the history
    before = [shown(client, address) for address in addresses]
    found = report(cast, referral)
    assert [shown(client, address) for address in addresses] == before
    guard_pages = [
        reverse("member:application-report", args=[referral.application.code]),
        reverse("admin:financing_demandreport_changelist"),
        reverse("admin:financing_demandreport_change", args=[found.pk]),
        reverse("admin:financing_demandreport_export"),
    ]
    for address in guard_pages:
        assert client.get(address).status_code in {302, 403, 404}
    assert not DemandReport.objects.visible_to(user).exists()
    assert not Message.objects.filter(recipient=user, body__contains="apor").exists()


def shown(client: Client, address: str) -> str:
    text = client.get(address).content.decode()
    return "\n".join(line for line in text.split("\n") if "csrf" not in line)


@pytest.mark.parametrize("who", ["officer", "branch_head"])
def test_rights_given_to_a_banks_account_by_mistake_open_nothing(cast, referral, who):
    found = report(cast, referral)
    user = getattr(cast, who)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_staff=True)  # the database knows no such thing
    rights = Permission.objects.filter(content_type__app_label="financing")
    user.user_permissions.add(*rights)
    user = User.objects.get(pk=user.pk)
    client = client_of(user)
    for name, args in (("changelist", []), ("change", [found.pk]), ("export", [])):
        answer = client.get(reverse(f"admin:financing_demandreport_{name}", args=args))
        assert answer.status_code != 200
        assert SECRET not in answer.content.decode()
    with pytest.raises(NotAllowed):
        guard.close_report(report=found, note="x", by=user)


def test_the_trail_and_the_story_say_nothing_of_it(cast, referral):
    report(cast, referral)
    entry = Entry.objects.get(action="financing.demandreport.report")
    assert SECRET not in entry.payload
    assert not Entry.objects.about(referral).filter(action__contains="report").exists()


@pytest.mark.parametrize("who", ["reader", "manager_kopi", "guest", "member2"])
def test_nor_does_anybody_else(cast, referral, who):
    report(cast, referral)
    assert not DemandReport.objects.visible_to(getattr(cast, who)).exists()


def test_the_database_wants_an_answer_with_a_closed_report(cast, referral):
    found = report(cast, referral)
    with pytest.raises(IntegrityError), transaction.atomic():
        DemandReport.objects.filter(pk=found.pk).update(state="closed")
