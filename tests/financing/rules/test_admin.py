"""The desk: who drafts, who approves, what a wrong value is told, and lists behind numbers."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from financing import tasks
from financing.actions.rules import approve_edition
from financing.models import Rehearsal, RehearsalLine, RuleEdition, RuleValue
from financing.rulebook import current_rules
from tests import cast as play
from tests.financing.rules.conftest import drafted, mikro_limit, rehearsed, today


@pytest.fixture
def room():
    def enter(user):
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture(autouse=True)
def queue(monkeypatch, django_capture_on_commit_callbacks):
    """The worker works at once, in this process."""
    monkeypatch.setattr(tasks.rehearse, "delay", tasks.rehearse)


def change(obj):
    return reverse(f"admin:financing_{obj._meta.model_name}_change", args=[obj.pk])


def step(obj, name):
    return reverse(f"admin:financing_{obj._meta.model_name}_step", args=[obj.pk, name])


def test_the_whole_way(book, room, django_capture_on_commit_callbacks):
    play.submitted(book.member1, book.product_bri, amount=25_000_000)
    office, head = room(book.staff), room(book.head)
    answer = office.post(
        reverse("admin:financing_ruleedition_add"),
        {"why": "Plafon turun.", "effective_from": today().isoformat()},
    )
    assert answer.status_code == 302
    edition = RuleEdition.objects.get(number=2)
    value = edition.rows.get(scheme="mikro", key="plafon_max_inclusive", valid_from="2026-01-01")
    page = office.get(change(value)).content.decode()
    assert "rupiah bulat" in page
    posted = {
        "value": "20 juta", "valid_from": "2026-01-01", "valid_to": "", "region": "",
        "condition": "", "regulation": value.regulation_id, "source_codes": value.source_codes,
        "confidence": value.confidence, "note": value.note,
    }  # fmt: skip
    wrong = office.post(change(value), posted | {"value": "-5"})
    assert wrong.status_code == 200
    assert "Tulis jumlahnya dengan angka" in wrong.content.decode()
    late = office.post(change(value), posted | {"valid_to": "2020-01-01"})
    assert "Tanggal akhir aturan tidak boleh sebelum tanggal mulai." in late.content.decode()
    assert office.post(change(value), posted).status_code == 302
    page = office.get(change(edition)).content.decode()
    assert "Apa yang berubah: 1 nilai" in page
    assert "Rp100 juta" in page
    assert "Rp20 juta" in page
    assert head.post(step(edition, "approve")).status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(step(edition, "coba")).status_code == 302
    assert office.post(step(edition, "approve"), {"note": ""}).status_code == 403
    assert mikro_limit(current_rules()) == 100_000_000
    asked = head.get(step(edition, "approve")).content.decode()
    assert "Tidak lagi memenuhi" in asked
    assert head.post(step(edition, "approve"), {"note": "Setuju."}).status_code == 302
    assert mikro_limit(current_rules()) == 20_000_000


def test_the_number_is_the_length_of_its_list(book, room):
    play.submitted(book.member1, book.product_bri, amount=25_000_000)
    play.submitted(book.member_garam, book.product_bni, amount=30_000_000)
    rehearsed(book)
    rehearsal = Rehearsal.objects.get()
    office = room(book.staff)
    page = office.get(change(rehearsal)).content.decode()
    links = re.findall(r'<a href="(/admin/financing/rehearsalline/\?[^"]+)">([\d.]+)</a>', page)
    assert len(links) >= 1 + 1 + 3 + 3 + 1 + 1
    for url, number in links:
        listed = office.get(url.replace("&amp;", "&"))
        assert listed.status_code == 200, url
        assert listed.context["cl"].result_count == int(number) == 2
    assert "Aminah Kopi" in listed.content.decode()
    assert "Aminah Kopi" not in page


def test_doors(book, room):
    edition = rehearsed(book)
    value, line_list = edition.rows.first(), reverse("admin:financing_rehearsalline_changelist")
    reader = play._user("baca2@uji.test", "Rina Baca", "staff", is_staff=True)
    from django.contrib.auth.models import Group

    reader.groups.add(Group.objects.get(name="Pembaca"))
    assert room(reader).get(change(edition)).status_code == 200
    assert room(reader).get(line_list).status_code == 403
    for user in (book.member1, book.officer, book.manager_kopi, book.guest):
        assert room(user).get(change(edition)).status_code in {302, 403, 404}
        assert room(user).post(step(edition, "approve")).status_code in {302, 403, 404}
    for user in (book.head, reader):
        answer = room(user).post(change(value), {"value": "1"})
        assert answer.status_code == 403
        assert room(user).post(step(edition, "coba")).status_code == 403
        delete = reverse("admin:financing_rulevalue_delete", args=[value.pk])
        assert room(user).post(delete, {"post": "yes"}).status_code == 403
    assert room(reader).post(step(edition, "approve"), {"note": ""}).status_code == 403
    assert RuleValue.objects.filter(pk=value.pk, value=value.value).exists()
    edition.refresh_from_db()
    assert edition.state == "rehearsed"


def test_approved_values_are_for_reading(book, room):
    approve_edition(edition=rehearsed(book), by=book.head)
    value = RuleEdition.objects.get(number=2).rows.first()
    office = room(book.staff)
    assert office.get(change(value)).status_code == 200
    assert office.post(change(value), {"value": "1"}).status_code == 403
    delete = reverse("admin:financing_rulevalue_delete", args=[value.pk])
    assert office.post(delete, {"post": "yes"}).status_code == 403


def test_a_draft_loses_and_gains_rows(book, room):
    edition = drafted(book)
    office = room(book.staff)
    before = edition.rows.count()
    value = edition.rows.first()
    delete = reverse("admin:financing_rulevalue_delete", args=[value.pk])
    assert office.post(delete, {"post": "yes"}).status_code == 302
    assert edition.rows.count() == before - 1
    add = reverse("admin:financing_rulevalue_add")
    assert office.get(f"{add}?edition={edition.pk}").status_code == 200
    posted = {
        "edition": edition.pk, "scheme": "mikro", "key": "npwp_always_required", "value": "mungkin",
        "valid_from": "2026-12-01", "confidence": "unknown",
    }  # fmt: skip
    wrong = office.post(add, posted).content.decode()
    assert "NPWP selalu wajib: isi dengan ya atau tidak." in wrong
    assert office.post(add, posted | {"value": "ya"}).status_code == 302
    assert edition.rows.filter(key="npwp_always_required", value=True).exists()
    approved = RuleEdition.objects.get(number=1)
    closed = office.post(add, posted | {"value": "ya", "edition": approved.pk})
    assert closed.status_code == 200
    assert approved.ruleset().version == approved.version


@pytest.mark.parametrize("name", ["ruleedition", "rulevalue", "rulesource", "regulation",
    "rehearsal", "rehearsalline"])  # fmt: skip
def test_lists_open_and_do_not_grow_in_questions(book, room, name, django_assert_max_num_queries):
    play.submitted(book.member1, book.product_bri, amount=25_000_000)
    rehearsed(book)
    office = room(book.staff)
    url = reverse(f"admin:financing_{name}_changelist")
    with django_assert_max_num_queries(25):
        assert office.get(url).status_code == 200
    if name != "regulation":
        assert office.post(reverse(f"admin:financing_{name}_export")).status_code in {200, 403}
    assert RehearsalLine.objects.exists()
