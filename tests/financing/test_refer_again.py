"""Referring is the office's step, where to is the person's choice."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from associations.models import Consent
from financing.actions import applications, consents, filling, referrals
from financing.models import Application, Referral
from tests import cast as play


def test_not_to_the_bank_that_has_just_refused(cast):
    application = play.declined(cast).application
    application.refresh_from_db()
    with pytest.raises(referrals.CannotRefer, match="sudah pernah"):
        referrals.refer_application(application=application, by=cast.staff)
    assert Referral.objects.count() == 1
    assert Application.objects.get().state == "declined"


def test_declined_and_begun_anew_is_a_sentence_and_no_error(cast):
    application = play.declined(cast).application
    play.consent_to(cast.member1, cast.inst_bni)
    play.draft(cast.member1, cast.product_bni)
    application.refresh_from_db()
    with pytest.raises(referrals.CannotRefer, match="pengajuan lain"):
        referrals.refer_application(
            application=application, by=cast.staff, product=cast.product_bni
        )
    assert Referral.objects.count() == 1


def test_the_file_says_where_it_went(cast):
    application = play.verified(cast, cast.member1, cast.product_bri)
    play.consent_to(cast.member1, cast.inst_bni)
    referrals.refer_application(application=application, by=cast.staff, product=cast.product_bni)
    assert application.state == "referred"
    assert Application.objects.get().product == cast.product_bni


def test_a_choice_made_since_the_page_was_loaded_counts(cast):
    stale = play.verified(cast, cast.member1, cast.product_bri)
    filling.choose_another_bank(application=stale, product=cast.product_bni, by=cast.member1)
    referral = referrals.refer_application(
        application=Application(pk=stale.pk, product=cast.product_bri), by=cast.staff
    )
    assert referral.product == cast.product_bni


@pytest.mark.django_db(transaction=True)
def test_consent_taken_back_while_the_file_is_being_referred(cast):
    """The withdrawal waits for the referral and then closes it: no case without a consent."""
    application = play.verified(cast, cast.member1, cast.product_bri)
    consent = Consent.objects.get(purpose="bank", withdrawn_at=None)
    failed: list[Exception] = []

    def take_back():
        try:
            consents.withdraw_with_referral(consent=consent, by=cast.member1)
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    with transaction.atomic():
        referrals.refer_application(application=application, by=cast.staff)
        thread = threading.Thread(target=take_back)
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()  # it waits for the lock
    thread.join(timeout=30)
    assert not failed
    assert Referral.objects.get().state == "withdrawn"
    assert Application.objects.get().state == "verified"


@pytest.mark.django_db(transaction=True)
def test_a_yes_pressed_twice_is_one_yes(cast):
    application = applications.start_application(
        business=cast.member1.owner.businesses.get(), by=cast.member1
    )
    Application.objects.filter(pk=application.pk).update(product=cast.product_bri)
    gate, failed = threading.Barrier(2), []

    def agree():
        try:
            mine = Application.objects.get(pk=application.pk)
            gate.wait(timeout=20)
            filling.consent_to_chosen_bank(application=mine, by=cast.member1)
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=agree) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not failed
    assert Consent.objects.filter(purpose="bank", replaced_at=None).count() == 1
