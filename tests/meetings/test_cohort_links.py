"""A promise for people with the same refusal: who they were then, and what became of them."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from financing.actions import cures, filling, referrals
from financing.models import Application
from financing.queries.cohorts import groups
from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.audit.models import Entry
from meetings.actions.cohorts import link_cohort
from meetings.actions.commitments import CannotPromise, promise
from meetings.models import CohortLink, Commitment
from meetings.queries import cohorts_of
from tests import cast as play
from tests.financing.test_cohorts import cure, refused

DUE = datetime.date(2030, 1, 2)


@pytest.fixture
def office(cast):
    from django.contrib.auth.models import Group

    sync_groups()
    cast.staff.groups.add(Group.objects.get(name="Petugas"))
    cast.staff = type(cast.staff).objects.get(pk=cast.staff.pk)  # with its rights read anew
    client = Client()
    client.force_login(cast.staff)
    return client


@pytest.fixture
def three(cast):
    """Refused without a NIB: two of kopi, one of garam."""
    for person in (cast.member1, cast.member2, cast.member_garam):
        refused(cast, person)
    return cast


@pytest.fixture
def helped(three, office):
    """A promise outside any meeting for all three."""
    made = promise(institution=three.inst_perkebunan, what="Klinik NIB", due_on=DUE, by=three.staff)
    link_cohort(commitment=made, cohort=groups()[0].whole, by=three.staff)
    return made


def became(commitment):
    (one,) = cohorts_of(commitment)
    return one.link.people, one.cured, one.approved, one.standing


def test_it_stays_who_they_were_while_they_move_on(three, helped, office):
    assert became(helped) == (3, 0, 0, 3)
    refused(three, play.member(three, three.kopi, 9, "Dedi Kopi"))  # after the promise
    assert groups()[0].whole.count == 4
    assert became(helped) == (3, 0, 0, 3)
    cure(three.member1)
    cures.match_again_all()
    assert became(helped) == (3, 1, 0, 2)
    page = office.get(reverse("admin:meetings_commitment_change", args=[helped.pk]))
    words = page.content.decode()
    assert "Usaha belum punya NIB · Kota Bandar Lampung: 3 orang waktu itu; 1 sudah beres" in words
    link = CohortLink.objects.get()
    address = f"{reverse('admin:financing_refused_changelist')}?janji={link.pk}"
    assert address in words
    assert office.get(address).context["cl"].result_count == 2  # those with whom nothing moved


def test_a_banks_yes_after_it_is_counted(three, helped):
    cure(three.member2)
    cures.match_again_all()
    file = Application.objects.get(owner=three.member2.owner)
    filling.choose_another_bank(application=file, product=three.product_bni, by=three.member2)
    file.refresh_from_db()
    again = referrals.refer_application(application=file, by=three.staff)
    assert became(helped) == (3, 1, 0, 2)
    referrals.receive_referral(referral=again, by=three.officer_bni)
    referrals.start_review(referral=again, by=three.officer_bni)
    referrals.approve_referral(
        referral=again,
        offer=referrals.Offer(amount=20_000_000, months=24, rate=Decimal("6.00")),
        by=three.officer_bni,
    )
    assert became(helped) == (3, 1, 1, 2)


def test_tied_twice_it_is_the_same(three, helped):
    cure(three.member1)
    cures.match_again_all()
    again = link_cohort(commitment=helped, cohort=groups()[0].whole, by=three.staff)
    assert again.people == 3
    assert CohortLink.objects.count() == 1
    entry = Entry.objects.get(action="meetings.commitment.cohort")
    assert entry.data == {"reason": "no_nib", "place": "18.71", "people": 3}
    narrower = link_cohort(commitment=helped, cohort=groups()[0].parts[0], by=three.staff)
    assert CohortLink.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortLink.objects.create(
            commitment=helped,
            reason="no_nib",
            kabupaten=narrower.kabupaten,
            people=1,
            linked_by=three.staff,
        )


@pytest.mark.parametrize("who", ["head", "reader", "guest", "officer", "manager_kopi"])
def test_only_who_follows_promises_and_reads_refusals_ties_them(three, helped, who):
    CohortLink.objects.all().delete()
    with pytest.raises(CannotPromise):
        link_cohort(commitment=helped, cohort=groups()[0].whole, by=getattr(three, who))
    assert not CohortLink.objects.exists()


def test_from_the_cohort_to_the_promise_and_back(three, office):
    cohort = groups()[0].parts[0]
    clinic = office.get(reverse("admin:meetings_meeting_clinic"), cohort.query).content.decode()
    add = reverse("admin:meetings_commitment_add")
    url = f"{add}?{cohort.list_url.partition('?')[2]}"
    assert url.replace("&", "&amp;") in clinic
    assert cohort.title in office.get(url).content.decode()
    fields = {
        "institution": three.inst_perkebunan.pk,
        "what": "Klinik NIB untuk kopi",
        "due_on": "2030-01-02",
    }
    assert office.post(url, fields).status_code == 302
    link = CohortLink.objects.get()
    assert (link.association, link.people) == (three.kopi, 2)
    clinic = office.get(reverse("admin:meetings_meeting_clinic"), cohort.query).content.decode()
    assert "Klinik NIB untuk kopi" in clinic
    whole = office.get(reverse("admin:meetings_meeting_clinic"), groups()[0].whole.query)
    assert "Klinik NIB untuk kopi" not in whole.content.decode()


def test_the_step_lists_the_cohorts_of_today(three, helped, office):
    url = reverse("admin:meetings_commitment_step", args=[helped.pk, "kelompok"])
    page = office.get(url).content.decode()
    assert "Usaha belum punya NIB · Kota Bandar Lampung (3 orang)" in page
    chosen = f"sebab=no_nib&kab=18.71&asosiasi={three.kopi.pk}"
    assert office.post(url, {"cohort": chosen}).status_code == 302
    assert CohortLink.objects.count() == 2
    gone = office.post(url, {"cohort": "sebab=slik&kab=18.71"}).content.decode()
    assert "Kelompok itu tidak ada lagi." in gone


@pytest.mark.parametrize("query", ["sebab=slik&kab=18.71", "sebab=x", "sebab=no_nib"])
def test_a_promise_for_nobody(three, office, query):
    url = f"{reverse('admin:meetings_commitment_add')}?{query}"
    assert office.get(url).status_code == 404
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("written", ["x", "9" * 40, "٣", "-1"])
def test_a_filter_that_is_no_number_shows_nobody(three, helped, office, written):
    address = reverse("admin:financing_refused_changelist")
    assert office.get(address, {"janji": written}).context["cl"].result_count == 0


def test_the_public_page_of_the_promise_tells_nothing_of_it(three, helped, client):
    for person in (None, three.guest, three.manager_kopi):
        if person is not None:
            client.force_login(person)
        page = client.get(reverse("meetings:commitment", args=[helped.pk])).content.decode()
        assert "Klinik NIB" in page
        assert "belum punya NIB" not in page


def test_one_query_however_many(three, helped, django_assert_num_queries):
    link_cohort(commitment=helped, cohort=groups()[0].parts[0], by=three.staff)
    with django_assert_num_queries(1):
        assert len(cohorts_of(helped)) == 2
