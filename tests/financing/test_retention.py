"""Retention by rule: what is due goes, the rest stays, the trail tells, and twice is once."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from associations.models import MemberInvitation, Membership
from financing import retention
from financing.actions import papers as papers_actions
from financing.actions.retention import apply_retention
from financing.models import Application, ApplicationPaper
from financing.papers import missing_papers
from financing.tasks import keep_no_longer
from ikm_portal.audit.models import Entry
from ikm_portal.celery import app
from ikm_portal.documents import pdf
from ikm_portal.documents.erasing import ERASED, erase
from ikm_portal.notifications.models import Message
from tests import cast as play

NOTHING = {
    "replaced-papers": 0,
    "draft-papers": 0,
    "closed-papers": 0,
    "messages": 0,
    "invitations": 0,
}


def later(days: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


def test_a_refused_file_loses_its_papers_after_a_year_and_keeps_its_story(
    cast, client, django_capture_on_commit_callbacks
):
    referral = play.declined(cast)
    other = play.in_review(cast, cast.member2)
    papers = list(referral.application.papers.order_by("pk"))
    old = papers[0].document.storage_name
    assert apply_retention(now=later(364)) == NOTHING
    with django_capture_on_commit_callbacks(execute=True):
        done = apply_retention(now=later(366))
    assert done["closed-papers"] == len(papers) == 4
    assert not default_storage.exists(old)
    document = ApplicationPaper.objects.get(pk=papers[0].pk).document
    assert document.erased_at
    assert document.original_name == "dihapus.pdf"
    with document.open() as file:
        pdf.check(file.read())
    assert Entry.objects.filter(action=ERASED, actor_label="portal").count() == 4
    entry = Entry.objects.about(referral.application).get(
        action="financing.application.papers_erased"
    )
    assert entry.data == {"rule": "closed-papers", "count": 4}
    assert len(missing_papers(Application.objects.get(pk=referral.application.pk))) == 4
    assert other.application.papers.filter(removed_at=None).count() == 4
    client.force_login(cast.member1)
    page = client.get(f"/anggota/pengajuan/{referral.application.code}/").content.decode()
    assert "Berkas dihapus sesuai aturan penyimpanan" in page
    entries = Entry.objects.count()
    assert apply_retention(now=later(366)) == NOTHING
    assert Entry.objects.count() == entries


def test_a_draft_and_a_replaced_paper_have_their_own_time(cast):
    draft = play.draft(cast.member1, cast.product_bri)
    for _n in range(2):
        papers_actions.attach_paper(
            application=draft, kind="ktp", file=play.photo(), by=cast.member1
        )
    assert apply_retention(now=later(89)) == NOTHING
    assert apply_retention(now=later(91)) == NOTHING | {"replaced-papers": 1}
    assert apply_retention(now=later(181)) == NOTHING | {"draft-papers": 1}


def test_an_open_file_is_never_touched(cast):
    play.in_review(cast)
    done = apply_retention(now=later(4000))
    assert {code: done[code] for code in NOTHING if "papers" in code} == {
        "replaced-papers": 0,
        "draft-papers": 0,
        "closed-papers": 0,
    }


def test_old_messages_and_ended_invitations_go_with_a_trace(cast):
    play.declined(cast)
    user = play.member(cast, cast.kopi, 7, "Dewi Kopi", confirmed=False)
    membership = Membership.objects.get(business__owner=user.owner)
    there = Message.objects.count()
    assert there
    assert apply_retention(now=later(729))["messages"] == 0
    assert apply_retention(now=later(731))["messages"] == there
    assert not Message.objects.exists()
    retired = Entry.objects.filter(action="notifications.message.retired")
    assert sum(entry.data["count"] for entry in retired) == there
    MemberInvitation.objects.create(
        membership=membership,
        token_hash="a" * 64,
        code_hash="b" * 64,
        expires_at=later(14),
    )
    assert apply_retention(now=later(103))["invitations"] == 0
    assert apply_retention(now=later(105))["invitations"] == 1
    assert not MemberInvitation.objects.exists()


def test_erasing_twice_is_once(cast):
    document = play.declined(cast).application.papers.first().document
    assert erase(document, by=None, reason="coba")
    assert not erase(document, by=None, reason="coba")
    assert Entry.objects.filter(action=ERASED).count() == 1


def test_the_clock_knows_the_task_and_it_runs(cast):
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert keep_no_longer.name in named
    assert keep_no_longer() == NOTHING


def test_every_rule_has_a_ground_and_stands_on_the_public_page(client, db):
    page = client.get("/data-pribadi/").content.decode()
    for rule in retention.RULES:
        assert rule.days > 0
        assert str(rule.ground) in page
        assert str(rule.what) in page
    assert len({rule.code for rule in retention.RULES}) == len(retention.RULES)


@pytest.mark.parametrize("person", ["officer", "member1", "staff"])
def test_what_is_erased_cannot_be_had_by_anybody(cast, client, person):
    document = play.in_review(cast).application.papers.get(kind="sku").document
    with document.open() as file:
        before = file.read()
    erase(document, by=None, reason="coba")
    client.force_login(getattr(cast, person))
    answer = client.get(f"/berkas/{document.pk}/")
    assert answer.content != before
