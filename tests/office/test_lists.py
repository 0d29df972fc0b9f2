"""Lists: the same number of queries at one row and at three, counts that stop, files that hold
exactly what is shown."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations.models import Owner
from financing.models import Application
from ikm_portal.audit.admin.exports import neutral
from ikm_portal.audit.admin.paginator import CAP, CappedPaginator
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry
from meetings.models import Commitment
from tests import cast as play
from tests.office.places import export, listing, page
from tests.office.test_steps import a_promise

LISTS = [
    "financing.application",
    "financing.referral",
    "financing.supportrequest",
    "associations.owner",
    "associations.business",
    "associations.membership",
    "associations.consent",
    "meetings.commitment",
    "audit.entry",
]


def play_one(cast, number):
    member = play.member(cast, cast.kopi, number, f"Anggota {number}")
    play.sent(cast, member, cast.product_bri)
    play.support_request(member, cast)


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen), [query["sql"][:200] for query in seen]


def test_lists_ask_the_same_at_one_row_and_at_more(cast, room):
    client = room(cast.staff)
    play_one(cast, 21)
    first = a_promise(cast)
    before = {label: queries_of(client, listing(label)) for label in LISTS}
    for number in (22, 23):
        play_one(cast, number)
        Commitment.objects.create(
            meeting=first.meeting, institution=cast.inst_bri, what="Lain", due_on=first.due_on
        )
    for label in LISTS:
        count, told = queries_of(client, listing(label))
        assert count == before[label][0], (label, told)
        assert count <= 12, (label, told)


def test_a_page_of_a_file_asks_the_same_however_long_its_story(cast, room):
    client = room(cast.staff)
    application = play.submitted(cast.member1, cast.product_bri)
    few, _ = queries_of(client, page(application))
    for _time in range(3):
        record("financing.application.opened", application, by=cast.head)
    many, told = queries_of(client, page(application))
    assert many == few, told


@pytest.mark.parametrize("label", ["financing.application", "financing.referral"])
def test_a_file_is_found_by_its_code_in_any_case_and_by_a_name(cast, room, label):
    referral = play.sent(cast, cast.member1, cast.product_bri)
    play.sent(cast, cast.member2, cast.product_bri)
    client = room(cast.staff)
    for asked in (referral.application.code.lower(), f" {referral.application.code}", "aminah"):
        found = client.get(listing(label), {"q": asked}).context["cl"]
        assert found.result_count == 1, asked


def test_counts_stop_at_the_cap(cast):
    rows = Entry.objects.bulk_create(
        Entry(
            at="2026-01-01T00:00:00Z",
            actor_label="x",
            action="x",
            subject_type="x",
            subject_id=str(number),
            payload="{}",
        )
        for number in range(CAP + 5)
    )
    assert len(rows) == CAP + 5
    pages = CappedPaginator(Entry.objects.order_by("-id"), 50)
    assert (pages.count, pages.is_capped, pages.num_pages) == (CAP, True, CAP // 50)


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_file_holds_exactly_the_filtered_list_and_is_kept_in_the_trail(cast, room):
    one = play.submitted(cast.member1, cast.product_bri)
    play.verified(cast, cast.member2, cast.product_bni)
    Owner.objects.filter(pk=one.owner_id).update(name="=HYPERLINK(1)")
    client = room(cast.staff)
    rows = rows_of(client.post(export("financing.application") + "?state=submitted"))
    assert len(rows) == 2
    assert rows[1][0] == one.code
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert one.owner.nik not in str(rows)
    entry = Entry.objects.get(action="financing.application.export")
    assert entry.data["filters"] == {"state": ["submitted"]}
    assert entry.actor_id == cast.staff.pk
    client.post(export("financing.application") + "?q=Aminah")
    assert "Aminah" not in Entry.objects.filter(action__endswith="export").last().payload


@pytest.mark.parametrize("who", ["reader", "keeper", "member1"])
def test_no_file_for_who_may_not_see_the_list(cast, room, who):
    play.submitted(cast.member1, cast.product_bri)
    before = Entry.objects.count()
    answer = room(getattr(cast, who)).post(export("financing.application"))
    assert answer.status_code in {403, 404}
    assert Entry.objects.count() == before


def test_a_file_is_asked_for_by_a_button_not_by_a_link(cast, room):
    assert room(cast.staff).get(export("financing.application")).status_code == 405


@pytest.mark.parametrize(
    ("value", "text"),
    [("=1+1", "'=1+1"), ("+62812", "'+62812"), ("@x", "'@x"), ("\tx", "'\tx"), (-5, "-5"),
     (None, ""), ("Kopi", "Kopi")],
)  # fmt: skip
def test_no_cell_is_a_formula(value, text):
    assert neutral(value) == text


# Several rows at once


def chosen(action, *applications, **more):
    return {"action": action, "_selected_action": [each.pk for each in applications], **more}


def test_several_are_verified_after_a_look(cast, room):
    one = play.submitted(cast.member1, cast.product_bri)
    done = play.verified(cast, cast.member2, cast.product_bri)
    client, address = room(cast.staff), listing("financing.application")
    preview = client.post(address, chosen("verify_selected", one, done))
    assert [line["ok"] for line in preview.context["lines"]] == [True, False]
    one.refresh_from_db()
    assert one.state == "submitted"
    result = client.post(address, chosen("verify_selected", one, done, confirm="1"))
    assert [line["ok"] for line in result.context["lines"]] == [True, False]
    assert Application.objects.filter(state="verified").count() == 2


def test_one_that_fails_leaves_the_others_done(cast, room):
    from tests.financing.test_story import open_quota

    open_quota(cast, 30_000_000)
    first = play.verified(cast, cast.member1, cast.product_bri)
    second = play.verified(cast, cast.member2, cast.product_bri)
    result = room(cast.staff).post(
        listing("financing.application"), chosen("refer_selected", first, second, confirm="1")
    )
    told = [(line["ok"], str(line["told"])) for line in result.context["lines"]]
    assert told[0][0] is True
    assert told[1][0] is False
    assert "Kuota" in told[1][1]
    second.refresh_from_db()
    assert second.state == "verified"


@pytest.mark.parametrize("who", ["head", "reader"])
def test_who_may_not_verify_one_may_not_verify_several(cast, room, who):
    one = play.submitted(cast.member1, cast.product_bri)
    room(getattr(cast, who)).post(
        listing("financing.application"), chosen("verify_selected", one, confirm="1")
    )
    one.refresh_from_db()
    assert one.state == "submitted"
