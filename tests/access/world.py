"""One of everything, so that each address has an object of somebody to ask for."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from associations.actions.intake import check_batch, keep_list
from associations.imports.knowing import Checker
from associations.models import Consent, Membership, Owner
from financing.actions import referrals, support
from financing.actions.desk import keep_view
from financing.actions.placement import choose_mode, run_step, start_run
from financing.actions.places import approve_run
from financing.actions.results import check_lines, keep_results
from financing.imports.results import checker as check_results
from ikm_portal.accounts.models import User
from ikm_portal.notifications.models import Message
from meetings.actions.commitments import finish, promise, take_question
from meetings.actions.files import keep_file
from meetings.actions.inviting import invite_parties, send
from meetings.actions.meetings import hold
from meetings.actions.minutes import approve
from meetings.models import Meeting, Minutes
from tests import cast as play

PEOPLE = (
    "anonymous member1 member2 member_garam manager_kopi manager_garam officer colleague "
    "branch_head officer_liwa officer_bni staff head reader guest superuser"
).split()

# What a refused request must leave as it was.
WATCHED = (
    "associations_",
    "financing_",
    "meetings_",
    "documents_",
    "notifications_",
    "audit_entry",
)


def build(cast: SimpleNamespace) -> SimpleNamespace:
    """`cast` with groups as deployed, and a file, a request, a promise of member1 and kopi."""
    world = cast
    call_command("sync_groups", verbosity=0)
    for person, group in (
        ("staff", "Petugas"),
        ("head", "Kepala/penyetuju"),
        ("reader", "Pembaca"),
    ):
        user = getattr(world, person)
        user.user_permissions.clear()
        user.groups.add(Group.objects.get(name=group))
        setattr(world, person, User.objects.get(pk=user.pk))  # without cached permissions
    world.superuser = User.objects.create_superuser(email="pasang@uji.test", password=play.PASSWORD)
    _files(world)
    _talks(world)
    _list(world)
    _groups(world)
    _placement(world)
    return world


def _files(world: SimpleNamespace) -> None:
    world.referral = play.in_review(world, world.member1)
    world.saved_view = keep_view(name="Dekat", query="tab=dekat", by=world.officer)
    referrals.ask_for_papers(
        referral=world.referral,
        papers=[referrals.WantedPaper("bank_book", "Untuk melihat penjualan.")],
        by=world.officer,
    )
    world.application = world.referral.application
    world.paper = world.application.papers.first()
    world.paper_request = world.referral.paper_requests.get()
    world.document = world.paper.document
    world.result_file, _is_new = keep_results(
        branch=world.branch_bri,
        lines=[(2, {"code": world.referral.application.code, "decision": "tolak"})],
        sha256="0" * 64,
        unused=[],
        by=world.officer,
    )
    while check_lines(world.result_file.pk, check_results()):
        pass
    world.draft = play.draft(world.member2, world.product_bni)
    world.owner = Owner.objects.get(user=world.member1)
    world.business = world.owner.businesses.get()
    world.membership = Membership.objects.get(business=world.business)
    world.consent = Consent.objects.filter(owner=world.owner, purpose="bank").get()
    world.message = Message.objects.filter(recipient=world.member1).first()


def _talks(world: SimpleNamespace) -> None:
    world.request = play.support_request(world.member1, world)
    support.assign_support(request=world.request, institution=world.inst_perkebunan, by=world.staff)
    world.group_request = play.support_request(
        world.manager_kopi, world, association=world.kopi, people=60
    )
    support.assign_support(
        request=world.group_request, institution=world.inst_perkebunan, by=world.staff
    )
    world.meeting = _meeting("rapat-umum", public=True)
    world.hidden_meeting = _meeting("rapat-tertutup", public=False)
    question = take_question(
        meeting=world.meeting,
        asker_name="Pengurus Kopi",
        asker=world.manager_kopi,
        association=world.kopi,
        words="Kapan ada pelatihan?",
        by=world.staff,
    )
    world.commitment = promise(
        meeting=world.meeting,
        question=question,
        institution=world.inst_perkebunan,
        what="Mengadakan pelatihan",
        working_days=10,
        by=world.staff,
    )
    finish(commitment=world.commitment, evidence="Sudah diadakan.", by=world.guest)
    for name, public in (("meeting_file", True), ("closed_file", False)):
        kept = keep_file(
            meeting=world.meeting,
            file=play.photo(),
            kind="photo",
            title="Foto rapat",
            is_public=public,
            by=world.staff,
        )
        setattr(world, name, kept)
    for name, public in (("recorded", True), ("hidden_recorded", False)):
        held = _meeting(f"rapat-{name.replace('_', '-')}", public=public)
        hold(meeting=held, by=world.staff)
        Minutes.objects.create(meeting=held, discussion="Dibahas.")
        approve(meeting=held, by=world.head)
        held.refresh_from_db()  # the row of the minutes too
        setattr(world, name, held)
    world.planned = _meeting("rapat-nanti", public=True, days=9)
    (world.invitation,) = invite_parties(
        meeting=world.planned, institutions=[world.inst_perkebunan], by=world.staff
    )
    send(invitation=world.invitation, by=world.staff)
    world.hidden_commitment = promise(
        meeting=world.hidden_meeting,
        institution=world.inst_perkebunan,
        what="Belum untuk umum",
        working_days=10,
        by=world.staff,
    )


def _groups(world: SimpleNamespace) -> None:
    """One with its letter, one that still gathers members."""
    other = play.member(world, world.kopi, 77, "Dedi Kopi")
    world.group = play.signed_group(world, world.member1, other)
    world.open_group = play.group(world, other, agreed=False)
    world.asked = world.open_group.members.get()


def _list(world: SimpleNamespace) -> None:
    world.intake, _is_new = keep_list(
        association=world.kopi,
        lines=[(2, {"name": "Dewi", "nik": "123"})],
        sha256="0" * 64,
        unused=[],
        by=world.manager_kopi,
    )
    checker = Checker(world.kopi)
    while check_batch(world.intake.pk, checker):
        pass
    world.intake_line = 2


def _placement(world: SimpleNamespace) -> None:
    """Of garam: its member has a place and may still decline it."""
    world.placed = play.verified(world, world.member_garam, world.product_bni)
    run = start_run(association=world.garam, by=world.staff)
    while run_step(run.pk):
        pass
    choose_mode(run=run, mode="stable", why="Urutan resmi.", by=world.staff)
    world.run = approve_run(run=run, by=world.head)


def _meeting(slug: str, *, public: bool, days: int = -3) -> Meeting:
    return Meeting.objects.create(
        slug=slug,
        title=slug,
        place="Balai Keratun",
        chair="Ketua",
        starts_at=timezone.now() + datetime.timedelta(days=days),
        is_public=public,
    )


def digest() -> dict[str, str]:
    """Table → hash of all its rows: equal before and after means nothing changed."""
    with connection.cursor() as cursor:
        tables = [
            name
            for name in connection.introspection.table_names(cursor)
            if name.startswith(WATCHED) and name != "associations_region"
        ]
        found = {}
        for table in sorted(tables):
            rows = "string_agg(t::text, '|' ORDER BY t::text)"
            cursor.execute(f"SELECT md5(coalesce({rows}, '')) FROM {table} t")
            found[table] = cursor.fetchone()[0]
    return found
