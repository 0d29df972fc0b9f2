"""What stands in the portal after `load_demo`."""

from __future__ import annotations

import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import Count
from django.urls import reverse

from associations.models import Association, Membership, Owner
from financing.enums import ApplicationState, ReferralState, SupportState
from financing.models import Application, Branch, Quota, Referral, SupportRequest
from ikm_portal.accounts.models import User
from ikm_portal.audit.chain import verify
from ikm_portal.common.phone import show_phone
from ikm_portal.demo.accounts import DEMO_ACCOUNTS, PASSWORD
from ikm_portal.demo.people import invent
from ikm_portal.demo.story import SEED
from ikm_portal.notifications.models import Delivery, Message
from meetings.models import Commitment, Meeting, Question


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_it_says_how_far_it_is(story):
    assert len(story.lines) == 5
    assert "Anggota" in story.lines[1]


def test_members_as_many_as_the_associations_said(story):
    counts = dict(Association.objects.annotate(n=Count("memberships")).values_list("slug", "n"))
    assert counts == {"kopi-bubuk": 60, "garam-beryodium": 13, "keripik-pisang": 40}
    confirmed = Membership.objects.filter(state="confirmed")
    assert confirmed.count() == 105
    assert not confirmed.filter(business__owner__user=None).exists()
    assert not Membership.objects.filter(
        state="invited", business__owner__user__isnull=False
    ).exists()


def test_the_press_figures_carry_their_source(story):
    figure = Association.objects.get(slug="garam-beryodium").figures.get()
    assert (figure.value, figure.out_of, figure.is_approximate) == (13, 30, True)
    assert "newskabarindonesia.com" in figure.source
    assert Association.objects.get(slug="kopi-bubuk").figures.get().value == 60


def test_nobodys_name_stands_in_a_subject(story):
    """Letters show theirs on a locked screen. A business is often named after its owner."""
    subjects = "\n".join(Message.objects.values_list("subject", flat=True).distinct())
    assert subjects.count("\n") > 20
    names = {
        *Owner.objects.values_list("name", flat=True),
        *Owner.objects.values_list("businesses__name", flat=True),
        *User.objects.values_list("name", flat=True),
    } - {None, ""}
    assert [name for name in names if name in subjects] == []


@pytest.mark.parametrize(
    ("model", "states"),
    [
        (Application, ApplicationState),
        (Referral, ReferralState),
        (SupportRequest, SupportState),
    ],
)
def test_every_state_is_there(story, model, states):
    assert set(model.objects.values_list("state", flat=True)) == set(states.values)


def test_everything_invented_is_marked(story):
    for model in (User, Owner, Association, Meeting):
        assert not model._base_manager.filter(is_demo=False).exists()
    assert set(Quota.objects.values_list("source", flat=True)) == {"data contoh"}


def test_only_the_accounts_of_the_readme_have_a_password(story):
    able = {user.email for user in User.objects.all() if user.has_usable_password()}
    assert able == {email for email, _role in DEMO_ACCOUNTS}


def test_each_bank_reaches_every_kabupaten(story):
    for bank in ("bri", "bni", "bank-lampung"):
        branches = Branch.objects.filter(bank__institution__slug=bank)
        served = list(branches.values_list("serves", flat=True))
        assert len(served) == len(set(served)) == 15


def test_what_the_demo_members_find(story):
    def of(email):
        return Application.objects.filter(owner__user__email=email)

    wanted = of("anggota1@kopi.test").get().referrals.get()
    assert wanted.state == "papers_wanted"
    assert wanted.branch.slug == "bri-bandar-lampung"
    assert wanted.paper_requests.filter(answered_at=None).count() == 1
    assert of("anggota2@kopi.test").get().state == "approved"
    declined = of("anggota1@garam.test").get().referrals.get().decision
    assert declined.reason == "capacity"
    assert declined.words
    assert not of("anggota1@keripik.test").exists()


def test_the_bri_desk_is_full(story):
    officer = User.objects.get(email="petugas@bri.test")
    open_ones = Referral.objects.visible_to(officer).active()
    assert open_ones.count() >= 12
    assert len(set(open_ones.values_list("state", flat=True))) == 6
    elsewhere = User.objects.get(email="petugas2@bri.test")
    assert Referral.objects.visible_to(elsewhere).active().exists()
    assert not open_ones.filter(pk__in=Referral.objects.visible_to(elsewhere)).exists()


def test_the_meeting_as_reported(story):
    meeting = Meeting.objects.get(slug="rapat-sinergi-19-mei-2023")
    assert meeting.state == "recorded"
    assert meeting.minutes.approved_by.email == "kepala@disperindag.test"
    assert [question.asker_name for question in meeting.questions.all()] == ["Mirhan", "Ngadiman"]
    kopi, garam = meeting.questions.all()
    assert "60" in kopi.words
    assert "13" in garam.words
    assert kopi.support_requests.filter(people=60, association__slug="kopi-bubuk").count() == 2
    assert garam.support_requests.count() == 2
    assert kopi.applications.count() > 10
    assert garam.applications.count() > 4
    states = set(meeting.commitments.values_list("state", flat=True))
    assert {"confirmed", "done", "in_progress", "waiting"} <= states
    assert meeting.commitments.filter(by_silence=True).count() == 1


def test_promises_of_each_fate(story):
    late = Commitment.objects.late(Meeting.objects.latest("starts_at").created_at.date())
    assert late.count() == 1
    to_come = Meeting.objects.get(state="planned")
    assert to_come.commitments.filter(state="open").count() == 2
    assert Question.objects.count() == 2


def test_inboxes_look_used_and_no_letter_waits(story):
    assert Message.objects.exists()
    assert not Delivery.objects.exclude(state="skipped").exists()
    most = (
        User.objects.filter(messages__read_at=None)
        .annotate(n=Count("messages"))
        .order_by("-n")
        .first()
    )
    assert most.n == 4


def test_the_chain_holds(story):
    verdict = verify()
    assert verdict.holds
    assert verdict.entries > 1000


def test_no_number_of_a_person_in_clear(story):
    """Every column of every table as a dump would hold it."""
    dump = io.StringIO()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', dump)
    text = dump.getvalue()
    assert "Siti Aminah" in text  # the dump is what it says it is
    for one in invent(SEED):
        for written in (one.nik, one.phone, one.phone[1:], "0" + one.phone[3:]):
            assert written not in text
        assert show_phone(one.phone) not in text


def test_twice_adds_nothing(story):
    before = row_counts()
    call_command("load_demo", stdout=io.StringIO())
    call_command("load_demo", "--stage", "meeting", stdout=io.StringIO())
    assert row_counts() == before


def test_another_seed_is_refused(story):
    with pytest.raises(CommandError, match=f"--seed {SEED}"):
        call_command("load_demo", "--seed", "7", stdout=io.StringIO())


@pytest.mark.parametrize("email", [email for email, _role in DEMO_ACCOUNTS])
def test_each_account_signs_in_and_starts(story, client, email):
    page = client.post(
        reverse("account_login"), {"login": email, "password": PASSWORD}, follow=True
    )
    assert page.status_code == 200
    assert int(client.session["_auth_user_id"]) == User.objects.get(email=email).pk
