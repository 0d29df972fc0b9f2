"""Refusals counted together, cured ones matched again, and what was recovered."""

from __future__ import annotations

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from associations.actions.businesses import correct_business, set_permit
from financing.actions import applications, cures, filling, referrals
from financing.models import Application, CuredRefusal, Referral, Refused
from financing.queries.cohorts import SMALL, cohort_of, groups, recovered
from ikm_portal.audit.models import Entry
from ikm_portal.dashboards import disclosure
from ikm_portal.notifications.models import Message
from meetings.actions.agenda import add_agenda_item
from meetings.actions.meetings import CannotRun, cancel
from meetings.models import AgendaItem, Meeting
from tests import cast as play

NIB = "1234567890123"


def refused(cast, user, reason="no_nib") -> Referral:
    referral = play.in_review(cast, user)
    referrals.decline_referral(referral=referral, reason=reason, words="Belum.", by=cast.officer)
    return referral


def cure(user):
    business = user.owner.businesses.get()
    set_permit(
        business=business, kind="nib", number=NIB[: -len(str(user.pk))] + str(user.pk), by=user
    )


@pytest.fixture
def three(cast):
    """Two of kopi and one of garam without a NIB; another of kopi with a credit running."""
    refused(cast, cast.member1)
    refused(cast, cast.member2)
    refused(cast, cast.member_garam)
    refused(cast, play.member(cast, cast.kopi, 9, "Dedi Kopi"), "has_credit")
    return cast


@pytest.fixture
def office(cast) -> Client:
    play.grant(cast.staff, ["view_refused", "view_referral", "view_meeting", "view_agendaitem"])
    client = Client()
    client.force_login(type(cast.staff).objects.get(pk=cast.staff.pk))
    return client


@pytest.fixture
def meeting(db) -> Meeting:
    return Meeting.objects.create(
        slug="klinik",
        title="Rapat klinik",
        place="Aula",
        chair="Kepala",
        starts_at=timezone.now() + datetime.timedelta(days=7),
    )


# Counting


def test_each_number_is_the_length_of_the_list_behind_it(three, office):
    found = groups()
    assert [(one.whole.reason, one.whole.place, one.whole.count) for one in found] == [
        ("no_nib", "Kota Bandar Lampung", 3),
        ("has_credit", "Kota Bandar Lampung", 1),
    ]
    assert [(part.association, part.count) for part in found[0].parts] == [
        (three.kopi, 2),
        (three.garam, 1),
    ]
    page = office.get(reverse("admin:financing_refused_cohorts"))
    assert page.status_code == 200
    for group in found:
        for cohort in [group.whole, *group.parts]:
            assert cohort.list_url.replace("&", "&amp;") in page.content.decode()
            assert office.get(cohort.list_url).context["cl"].result_count == cohort.count


def test_who_goes_on_elsewhere_is_in_no_cohort(three):
    application = Application.objects.get(owner=three.member1.owner)
    cure(three.member1)
    filling.choose_another_bank(
        application=application, product=three.product_bni, by=three.member1
    )
    assert groups()[0].whole.count == 2
    applications.withdraw_application(
        application=Application.objects.get(owner=three.member2.owner), by=three.member2
    )
    assert groups()[0].whole.count == 1


def test_counting_asks_the_same_however_many_there_are(three, django_assert_num_queries):
    with django_assert_num_queries(3):
        groups()
    refused(three, play.member(three, three.garam, 11, "Eka Garam"))
    with django_assert_num_queries(3):
        groups()


@pytest.mark.parametrize("who", ["member1", "manager_kopi", "officer", "branch_head", "guest"])
def test_no_bank_and_no_applicant_reads_it(three, who):
    client = Client()
    client.force_login(getattr(three, who))
    for name in ("refused_cohorts", "refused_changelist"):
        assert client.get(reverse(f"admin:financing_{name}")).status_code == 404
    assert not Refused.objects.visible_to(getattr(three, who)).exists()


# A clinic


def test_a_clinic_is_a_point_on_a_planned_meeting_with_a_link(three, office, meeting):
    cohort = groups()[0].parts[0]
    page = office.get(reverse("admin:financing_refused_cohorts")).content.decode()
    address = reverse("admin:meetings_meeting_clinic")
    assert address in page
    shown = office.get(address, cohort.query).content.decode()
    assert "2 orang" in shown
    assert "Rapat klinik" in shown
    for _ in range(2):
        query = f"{address}?{cohort.list_url.partition('?')[2]}"
        assert office.post(query, {"meeting": meeting.pk}).status_code == 302
    item = AgendaItem.objects.get()
    assert item.page == cohort.list_url
    assert item.title == "Klinik perbaikan pengajuan"  # two people: the agenda tells nothing
    change = office.get(reverse("admin:meetings_meeting_change", args=[meeting.pk]))
    assert cohort.list_url.replace("&", "&amp;") in change.content.decode()


def test_the_public_reads_neither_the_number_nor_the_link(three, office, client, meeting):
    meeting.is_public = True
    meeting.save()
    cohort = groups()[0].parts[1]
    address = reverse("admin:meetings_meeting_clinic")
    query = f"{address}?{cohort.list_url.partition('?')[2]}"
    assert office.post(query, {"meeting": meeting.pk}).status_code == 302
    page = client.get(reverse("meetings:detail", args=[meeting.slug])).content.decode()
    assert "Klinik perbaikan pengajuan" in page
    assert "/admin/" not in page
    for told in (cohort.title, str(cohort.reason.label), three.garam.name):
        assert told not in page


def test_an_agenda_narrows_only_as_far_as_ten_people_stand_behind_it(cast):
    """Nobody can subtract either: the steps from reason to place to association all hold ten."""
    assert SMALL == disclosure.SMALL
    here, narrow = "Usaha belum punya NIB · Kota Bandar Lampung", []
    people = [play.member(cast, cast.kopi, 20 + n, f"Kopi {n}") for n in range(10)]
    people[:0] = [cast.member_garam]
    for person in people:
        refused(cast, person)
        parts = {part.association: part for part in groups()[0].parts}
        narrow.append(parts.get(cast.kopi, parts[cast.garam]).public_title())
    assert narrow == [""] * 9 + [here, f"{here} · {cast.kopi.name}"]
    assert parts[cast.garam].public_title() == here
    for person in people[1:3]:
        person.owner.businesses.update(region=cast.lampung_barat)
    parts = {one.whole.kabupaten: one.whole for one in groups()}
    assert {one.public_title() for one in parts.values()} == {"Usaha belum punya NIB"}


def test_only_a_planned_meeting_takes_a_clinic(three, office, meeting):
    cohort = groups()[0].whole
    cancel(meeting=meeting, reason="Batal.", by=three.staff)
    with pytest.raises(CannotRun, match="tidak direncanakan"):
        add_agenda_item(meeting=meeting, title="x", page=cohort.list_url, by=three.staff)
    with pytest.raises(CannotRun):
        add_agenda_item(meeting=meeting, title="x", by=three.officer)
    query = f"{reverse('admin:meetings_meeting_clinic')}?{cohort.list_url.partition('?')[2]}"
    answer = office.post(query, {"meeting": meeting.pk})
    assert "tidak direncanakan lagi" in answer.content.decode()
    assert not AgendaItem.objects.exists()


def test_the_same_list_stands_once_on_an_agenda(meeting):
    AgendaItem.objects.create(meeting=meeting, order=1, title="a", page="/admin/x/")
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=meeting, order=2, title="b", page="/admin/x/")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sebab": "no_nib"},
        {"sebab": "no_nib", "kab": "18.99"},
        {"sebab": "nothing", "kab": "18.71"},
        {"sebab": "slik", "kab": "18.71"},
        {"sebab": "no_nib", "kab": "18.71", "asosiasi": "9" * 40},
        {"sebab": "no_nib", "kab": "18.71", "asosiasi": "٣"},
        {"sebab": "no_nib", "kab": "18.71 "},
    ],
)
def test_no_cohort_no_clinic(three, office, query):
    assert cohort_of(query) is None
    assert office.get(reverse("admin:meetings_meeting_clinic"), query).status_code == 404


# Put right


def letters(user):
    return Message.objects.filter(recipient=user, subject__startswith="Sekarang ada bank")


def test_a_nib_brings_a_letter_with_what_fits_now(three):
    assert cures.match_again_all() == 0
    cure(three.member1)
    assert [cures.match_again_all(), cures.match_again_all()] == [1, 0]
    letter = letters(three.member1).get()
    assert "KUR Mikro BNI" in letter.body
    assert "KUR Mikro BRI" not in letter.body  # that bank has said no to this very file
    assert CuredRefusal.objects.get().fits == 2
    assert groups()[0].whole.count == 2
    assert not letters(three.member2).exists()


def test_the_member_reads_it_the_moment_the_number_is_saved(three):
    client = Client()
    client.force_login(three.member1)
    business = three.member1.owner.businesses.get()
    answer = client.post(
        reverse("member:edit-business", args=[business.pk]),
        {
            "name": business.name,
            "product": business.product,
            "started_on": "2019-01-01",
            "workers": 3,
            "yearly_sales": "240.000.000",
            "address": "Jalan Kopi 1",
            "region": business.region_id,
            "nib": NIB,
        },
        follow=True,
    )
    assert "Penghalang di bank sudah beres" in answer.content.decode()
    assert letters(three.member1).count() == 1
    code = Application.objects.get(owner=three.member1.owner).code
    page = client.get(reverse("member:application", args=[code])).content.decode()
    assert "Sebab penolakan sudah beres" in page
    assert reverse("member:application-again", args=[code]) in page


def test_a_business_that_has_grown_old_enough(cast, monkeypatch):
    business = cast.member1.owner.businesses.get()
    today = timezone.localdate()
    correct_business(
        business=business, by=cast.member1, started_on=today - datetime.timedelta(days=100)
    )
    refused(cast, cast.member1, "business_age")
    assert cures.match_again_all() == 0
    later = today + datetime.timedelta(days=120)
    for module in ("cures", "refusals"):
        monkeypatch.setattr(
            f"financing.{'actions.' if module == 'cures' else ''}{module}.timezone",
            _Clock(later),
        )
    assert cures.match_again_all() == 1


class _Clock:
    """django.utils.timezone on another day."""

    def __init__(self, today):
        self.today = today

    def localdate(self, moment=None):
        return timezone.localdate(moment) if moment else self.today


def test_where_bank_and_portal_disagree_about_the_age_nothing_is_cured(cast):
    refused(cast, cast.member1, "business_age")  # in business since 2019
    assert cures.match_again_all() == 0


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_one_letter(cast):
    refused(cast, cast.member1)
    cure(cast.member1)
    gate, found, failed = threading.Barrier(2), [], []

    def run():
        try:
            gate.wait(timeout=20)
            found.append(cures.match_again_all())
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not failed
    assert sorted(found) == [0, 1]
    assert letters(cast.member1).count() == 1


# Recovered


def test_rupiah_approved_after_a_refusal_is_counted(cast, office):
    play.approved(cast, cast.member2)  # never refused: not counted
    application = refused(cast, cast.member1, "quota").application
    assert recovered().people == 0
    application.refresh_from_db()
    filling.choose_another_bank(application=application, product=cast.product_bni, by=cast.member1)
    application.refresh_from_db()
    second = referrals.refer_application(application=application, by=cast.staff)
    referrals.receive_referral(referral=second, by=cast.officer_bni)
    referrals.start_review(referral=second, by=cast.officer_bni)
    referrals.approve_referral(
        referral=second,
        offer=referrals.Offer(amount=20_000_000, months=24, rate=Decimal("6.00")),
        by=cast.officer_bni,
    )
    back = recovered()
    assert (back.people, back.approved, back.disbursed) == (1, 20_000_000, 0)
    page = office.get(reverse("admin:financing_refused_cohorts")).content.decode()
    assert "Rp20.000.000" in page
    behind = office.get(back.list_url)
    assert list(behind.context["cl"].result_list) == [second]
    today = timezone.localdate()
    referrals.record_contract(referral=second, number="A1", signed_on=today, by=cast.officer_bni)
    referrals.record_disbursement(
        referral=second, amount=15_000_000, paid_on=today, by=cast.officer_bni
    )
    assert recovered().disbursed == 15_000_000
    assert Entry.objects.filter(action="financing.referral.disburse").exists()
