"""What somebody saw of a file ends when its reason ends: a membership, a draft, a posting."""

from __future__ import annotations

import pytest
from django.utils import timezone

from associations.actions.businesses import correct_owner
from associations.actions.members import end_membership
from associations.models import Business, Membership, Owner
from financing import rules
from financing.actions import applications, filling, papers, referrals, support
from financing.actions.consents import withdraw_with_referral
from financing.models import Application, Posting, Referral
from financing.queries.looks import looks_at
from ikm_portal.audit.engine import NotAllowed, move, record
from ikm_portal.documents.gates import may_open
from ikm_portal.notifications.models import Message
from tests import cast as play


def leave(user):
    membership = Membership.objects.get(business__owner__user=user)
    end_membership(membership=membership, by=user)


def test_who_left_takes_the_file_out_of_the_managers_sight(client, cast):
    referral = play.in_review(cast)
    referrals.ask_for_papers(
        referral=referral,
        papers=[referrals.WantedPaper("bank_book", "Penjualan.")],
        by=cast.officer,
    )
    leave(cast.member1)
    manager, application = cast.manager_kopi, Application.objects.get()
    assert not Application.objects.visible_to(manager).exists()
    assert not Referral.objects.visible_to(manager).exists()
    assert not rules.may_view_application(manager, application)
    assert not rules.may_view_referral(manager, referral)
    with pytest.raises(papers.CannotAttach):
        papers.answer_paper_request(
            request=referral.paper_requests.get(), file=play.photo(), by=manager
        )
    client.force_login(manager)
    assert client.get(f"/pengurus/pengajuan/{application.code}/").status_code == 404
    before = Message.objects.filter(recipient=manager).count()
    referrals.decline_referral(
        referral=Referral.objects.get(), reason="capacity", words="Belum cukup.", by=cast.officer
    )
    assert Message.objects.filter(recipient=manager).count() == before
    assert Application.objects.visible_to(cast.member1).exists()


def test_a_yes_to_the_association_taken_back_closes_the_persons_data_too(cast):
    play.submitted(cast.member1, cast.product_bri)
    owner = Owner.objects.get(user=cast.member1)
    consent = owner.consents.get(purpose="association")
    assert Owner.objects.visible_to(cast.manager_kopi).filter(pk=owner.pk).exists()
    withdraw_with_referral(consent=consent, by=cast.member1)
    assert not Owner.objects.visible_to(cast.manager_kopi).filter(pk=owner.pk).exists()
    assert not Business.objects.visible_to(cast.manager_kopi).filter(owner=owner).exists()
    assert not Application.objects.visible_to(cast.manager_kopi).filter(owner=owner).exists()
    assert Application.objects.get(owner=owner).state == "submitted"


def test_a_bank_whose_yes_was_taken_back_reads_nothing_of_the_person(client, cast):
    referral = play.in_review(cast)
    client.force_login(cast.officer)
    before = client.get(f"/bank/rujukan/{referral.pk}/").content.decode()
    shown = ("Usaha Aminah Kopi", "Membeli biji kopi", "Kedaton", "1871*", "0812")
    assert all(words in before for words in shown)
    consent = Owner.objects.get(user=cast.member1).consents.get(purpose="bank")
    withdraw_with_referral(consent=consent, by=cast.member1)
    after = client.get(f"/bank/rujukan/{referral.pk}/").content.decode()
    assert "menarik pengajuannya" in after
    assert not [words for words in shown if words in after]


def test_a_draft_given_up_was_never_sent_and_stays_the_persons(cast):
    application = play.draft(cast.member1, cast.product_bri)
    paper = papers.attach_paper(
        application=application, kind="ktp", file=play.photo(), by=cast.member1
    )
    applications.withdraw_application(application=application, by=cast.member1)
    assert not Application.objects.visible_to(cast.staff).exists()
    assert not rules.may_view_application(cast.staff, application)
    assert not may_open(cast.staff, paper.document)
    assert may_open(cast.member1, paper.document)


def test_what_was_put_aside_is_open_to_the_applicant_alone(cast):
    referral = play.in_review(cast)
    application = referral.application
    paper = application.papers.get(kind="ktp")
    assert may_open(cast.staff, paper.document)
    assert may_open(cast.officer, paper.document)
    application.papers.filter(pk=paper.pk).update(removed_at=timezone.now())
    assert not may_open(cast.staff, paper.document)
    assert not may_open(cast.officer, paper.document)
    assert may_open(cast.member1, paper.document)


def test_a_manager_does_not_reopen_what_they_photographed_for_a_member(cast):
    application = applications.start_application(
        business=cast.member1.owner.businesses.get(), by=cast.manager_kopi, association=cast.kopi
    )
    paper = papers.attach_paper(
        application=application, kind="ktp", file=play.photo(), by=cast.manager_kopi
    )
    assert paper.document.uploaded_by == cast.manager_kopi
    assert not may_open(cast.manager_kopi, paper.document)


def test_support_photos_are_not_for_every_office_account(cast):
    request = play.support_request(cast.member1, cast, photo=play.photo())
    document = request.messages.get().document
    assert may_open(cast.member1, document)
    assert not may_open(cast.reader, document)
    assert may_open(cast.staff, document)


def test_another_associations_answers_are_not_copied(cast):
    first = play.draft(cast.member1, cast.product_bri)
    applications.withdraw_application(application=first, by=cast.member1)
    Application.objects.update(association=cast.garam)
    copied = filling.begin_application(
        business=cast.member1.owner.businesses.get(), by=cast.manager_kopi, association=cast.kopi
    )
    assert copied.amount is None
    assert copied.use == ""


def test_the_person_reads_that_the_office_saw_the_whole_nik(cast):
    owner = Owner.objects.get(user=cast.member1)
    record("associations.owner.unmask", owner, by=cast.staff)
    record("associations.business.opened", owner.businesses.get(), by=cast.staff)
    said = [look.what for look in looks_at(cast.member1, most=10)]
    assert said == ["Membuka data usaha Anda", "Melihat NIK lengkap Anda"]


def test_news_of_a_case_goes_to_who_works_there(cast):
    play.in_review(cast)
    Posting.objects.filter(user=cast.officer).update(until=timezone.localdate())
    applications.withdraw_application(application=Application.objects.get(), by=cast.member1)
    told = Message.objects.filter(kind="financing.ReferralPulledBack")
    assert {message.recipient for message in told} == {cast.colleague, cast.branch_head}


def test_only_the_asker_answers_back(cast):
    request = play.support_request(cast.member1, cast)
    support.assign_support(request=request, institution=cast.inst_perkebunan, by=cast.staff)
    support.ask_back(request=request, words="Berapa orang?", by=cast.guest)
    for somebody in (cast.staff, cast.guest):
        with pytest.raises(NotAllowed):
            move(request, "told", by=somebody)
    support.write_message(request=request, body="Sepuluh.", by=cast.member1)
    assert request.state == "in_progress"


def test_a_correction_does_not_undo_what_happened_meanwhile(cast):
    loaded = Owner.objects.get(user=cast.member1)
    loaded.user = None  # as it was before the account was linked
    correct_owner(owner=loaded, by=play_editor(cast), address="Jalan Baru 1")
    saved = Owner.objects.get(pk=loaded.pk)
    assert saved.address == "Jalan Baru 1"
    assert saved.user == cast.member1


def play_editor(cast):
    play.grant(cast.staff, ["change_owner"])
    return type(cast.staff).objects.get(pk=cast.staff.pk)
