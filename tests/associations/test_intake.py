"""A list from upload to members: once, whole, and without a word about other associations."""

from __future__ import annotations

import io
import re
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from associations import tasks
from associations.actions.intake import KEPT_FOR, expire_intakes
from associations.imports.workbook import Refused, read_members
from associations.models import Business, Intake, IntakeRow, Membership, Owner
from tests.access.world import digest
from tests.associations.test_merging import enter
from tests.associations.workbooks import HEADINGS, line, people, workbook
from tests.cast import nik_for

pytestmark = pytest.mark.django_db
NEW = reverse("manager:intake-new")


@pytest.fixture
def manager(client, cast):
    client.force_login(cast.manager_kopi)
    return client


def send(client, content: bytes, name: str = "anggota.xlsx"):
    return client.post(NEW, {"file": SimpleUploadedFile(name, content)})


def states(intake: Intake | None = None) -> dict:
    intake = intake or Intake.objects.get()
    return dict(Counter(intake.rows.values_list("state", flat=True)))


def test_preview_repair_and_take_in(manager, cast):
    before = Membership.objects.count()
    content = workbook(
        [*people(2), line(1002, phone="0812 1 / 0812 3456 7891"), line(1000), line(1)]
    )
    response = send(manager, content)
    intake = Intake.objects.get()
    assert response["Location"] == reverse("manager:intake", args=[intake.pk])
    assert states() == {"good": 2, "repair": 1, "duplicate": 2}
    assert Membership.objects.count() == before
    page = manager.get(response["Location"])
    assert "Tulis satu nomor HP saja." in page.text
    assert "Mungkin: 081234567891" in page.text
    duplicates = manager.get(response["Location"] + "?lihat=duplicate").text
    assert "NIK ini sama dengan baris 2." in duplicates
    assert "Aminah Kopi" in duplicates

    manager.post(reverse("manager:intake-take", args=[intake.pk]))
    assert states() == {"taken": 2, "repair": 1, "duplicate": 2}
    made = Membership.objects.filter(business__name__in=["Kopi 1000", "Kopi 1001"])
    assert {one.state for one in made} == {"invited"}
    assert set(made.values_list("association", flat=True)) == {cast.kopi.pk}
    assert not IntakeRow.objects.filter(state="taken").first().content

    row = reverse("manager:intake-line", args=[intake.pk, 4])
    fields = {
        "name": "X",
        "nik": nik_for(1002),
        "phone": "-",
        "region": "kedaton",
        "firm_name": "y",
    }
    manager.post(row, {**fields, "phone": "salah"})
    assert "salah" in manager.get(row).text
    manager.post(row, {**fields, "phone": "0812 1111 2222"})
    assert states() == {"taken": 2, "good": 1, "duplicate": 2}
    manager.post(reverse("manager:intake-take", args=[intake.pk]))
    assert Owner.objects.get(name="X").phone == "+6281211112222"
    assert Membership.objects.count() == before + 3


def test_a_suggestion_with_one_press(manager):
    send(manager, workbook([line(1002, region="Kedatn")]))
    intake = Intake.objects.get()
    url = reverse("manager:intake-line", args=[intake.pk, 2])
    assert "Pakai Kedaton, Kota Bandar Lampung" in manager.get(url).text
    fields = {"name": "X", "nik": nik_for(1002), "region": "Kedatn", "firm_name": "y"}
    manager.post(url, {**fields, "use": "region"})
    assert states() == {"good": 1}


def test_the_same_file_twice(manager):
    content = workbook(people(3))
    first = send(manager, content)
    manager.post(reverse("manager:intake-take", args=[Intake.objects.get().pk]))
    again = send(manager, content)
    assert again["Location"] == first["Location"]
    assert "sudah pernah dikirim" in manager.get(again["Location"]).text
    assert Intake.objects.count() == 1
    manager.post(reverse("manager:intake-close", args=[Intake.objects.get().pk]))
    before = Membership.objects.count()
    send(manager, content)
    assert states(Intake.objects.latest("pk")) == {"duplicate": 3}
    manager.post(reverse("manager:intake-take", args=[Intake.objects.latest("pk").pk]))
    assert Membership.objects.count() == before


def test_another_business_of_the_same_person(manager):
    send(manager, workbook([line(1000), line(1000, firm_name="Keripik Lain")]))
    intake = Intake.objects.get()
    assert states() == {"good": 1, "duplicate": 1}
    manager.post(reverse("manager:intake-line", args=[intake.pk, 3]), {"second": "1"})
    assert states() == {"good": 2}
    manager.post(reverse("manager:intake-take", args=[intake.pk]))
    assert Business.objects.filter(owner__nik_hash=Owner.objects.latest("pk").nik_hash).count() == 2


def test_a_member_of_another_association_is_like_anyone(manager, cast):
    """Page for page the same as for somebody whom nobody knows."""
    pages = []
    for number in (3, 1003):
        send(manager, workbook([line(number, name="SIAPA", firm_name="Apa")]))
        intake = Intake.objects.latest("pk")
        url = reverse("manager:intake", args=[intake.pk])
        manager.get(url)  # what was said before is said there
        shown = re.sub(r'value="\w{64}"', "", manager.get(url).text.replace(url, ""))
        found = states(intake)
        manager.post(reverse("manager:intake-take", args=[intake.pk]))
        pages.append((shown.split("<main")[1], found, states(intake)))
    assert pages[0] == pages[1]
    assert Owner.objects.get(user=cast.member_garam).name == "Citra Garam"


def test_large_lists_go_to_the_queue(manager, monkeypatch, django_capture_on_commit_callbacks):
    queued = []
    monkeypatch.setattr(tasks.work_on_intake, "delay", queued.append)
    with django_capture_on_commit_callbacks(execute=True):
        send(manager, workbook(people(301)))
    intake = Intake.objects.get()
    assert queued == [intake.pk]
    page = manager.get(reverse("manager:intake", args=[intake.pk])).text
    assert "0 dari 301 baris" in page
    assert "Muat ulang" in page
    for _twice in range(2):
        tasks.work_on_intake(intake.pk)
    assert states() == {"good": 301}
    before = Membership.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        manager.post(reverse("manager:intake-take", args=[intake.pk]))
        manager.post(reverse("manager:intake-take", args=[intake.pk]))
    for _twice in range(2):
        tasks.work_on_intake(intake.pk)
    assert Membership.objects.count() == before + 301
    assert states() == {"taken": 301}
    intake.refresh_from_db()
    assert intake.state == "ready"


def test_a_dead_worker_is_replaced(manager, monkeypatch):
    send(manager, workbook(people(1)))
    Intake.objects.update(state="checking", updated_at=timezone.now() - tasks.STILL * 2)
    queued = []
    monkeypatch.setattr(tasks.work_on_intake, "delay", queued.append)
    assert tasks.resume_intakes() == 1
    assert queued == [Intake.objects.get().pk]


def test_forgotten_after_thirty_days(manager):
    send(manager, workbook(people(2)))
    assert expire_intakes(now=timezone.now()) == 0
    assert expire_intakes(now=timezone.now() + KEPT_FOR * 2) == 1
    assert not IntakeRow.objects.exists()


def test_a_refused_file_changes_nothing(manager):
    before = digest()
    response = send(manager, workbook([line(1, phone="=1+1")]))
    assert "berisi rumus" in response.text
    assert "bukan berkas Excel" in send(manager, b"MZ").text
    assert "Pilih berkasnya dulu" in manager.post(NEW, {}).text
    assert digest() == before


def test_the_template_comes_back_as_it_went(manager, cast):
    content = manager.get(reverse("manager:intake-template")).content
    book = load_workbook(io.BytesIO(content))
    sheet = book["Anggota"]
    assert sheet["B1"].comment.text.startswith("Wajib diisi.")
    assert sheet["B2"].number_format == "@"
    lists = {one.formula1 for one in sheet.data_validations.dataValidation}
    assert '"L,P"' in lists
    assert any(formula.startswith("Daftar!") for formula in lists)
    with pytest.raises(Refused, match="Belum ada baris"):
        read_members(content)  # the example is nobody
    titles = [cell.value for cell in sheet[1]]
    for title, value in zip(HEADINGS, line(1005), strict=True):
        sheet.cell(3, titles.index(title) + 1, value)
    out = io.BytesIO()
    book.save(out)
    send(manager, out.getvalue())
    assert states() == {"good": 1}


def test_the_marked_workbook_comes_back_repaired(manager):
    send(manager, workbook([line(1006, nik="123"), line(1007, name="+62 nama", region="Mars")]))
    intake = Intake.objects.get()
    content = manager.get(reverse("manager:intake-returned", args=[intake.pk])).content
    book = load_workbook(io.BytesIO(content))
    sheet = book["Anggota"]
    assert sheet["B2"].comment.text.startswith("NIK terdiri dari 16 angka")
    assert sheet["B2"].fill.fgColor.rgb.endswith("FFE08A")
    assert sheet["A3"].value == "'+62 nama"
    titles = [cell.value for cell in sheet[1]]
    sheet["B2"] = nik_for(1006)
    sheet.cell(3, titles.index("Kecamatan") + 1, "Kec. Balik Bukit")
    out = io.BytesIO()
    book.save(out)
    send(manager, out.getvalue())
    again = Intake.objects.latest("pk")
    assert states(again) == {"good": 2}
    assert again.unused == []


CELLS = st.one_of(
    st.none(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).filter(
        lambda text: not text.startswith("=")
    ),
    st.sampled_from([nik_for(number) for number in range(1000, 1004)]),
    st.sampled_from(["Kedaton", "Siti", "Kopi A", "0812 3456 7890"]),
)
LINES = st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=6)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=LINES)
def test_every_line_is_in_or_refused_with_a_reason(manager, cast, lines):
    """Whatever stands in the cells. Nothing but members and their people is added."""
    Intake.objects.all().delete()
    members = Membership.objects.count()
    content = workbook(lines)
    response = send(manager, content)
    if response.status_code == 200:
        assert Intake.objects.count() == 0
        return
    intake = Intake.objects.get()
    assert intake.rows.count() == len(read_members(content).rows)
    others = digest()
    manager.post(reverse("manager:intake-take", args=[intake.pk]))
    taken = intake.rows.filter(state="taken").count()
    assert Membership.objects.count() == members + taken
    for url in (f"?lihat={state}" for state in ("repair", "duplicate")):
        assert manager.get(reverse("manager:intake", args=[intake.pk]) + url).status_code == 200
    for row in intake.rows.exclude(state="taken"):
        assert row.state in ("repair", "duplicate")
        assert '"problems": []' not in row.content
    changed = {table for table, value in digest().items() if others[table] != value}
    assert changed <= {
        "associations_intake", "associations_intakerow", "associations_owner",
        "associations_business", "associations_permit", "associations_membership", "audit_entry",
    }  # fmt: skip


def test_the_same_statements_for_who_is_known_elsewhere_and_who_is_not(manager, cast):
    """Upload, notice and taking in: no query more or less, in the same words."""
    enter(cast, cast.garam, "Warga Garam", 3001)

    def statements(number: int) -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            answer = send(manager, workbook([line(number)]))
            manager.get(answer["Location"])
            manager.post(reverse("manager:intake-take", args=[Intake.objects.latest("pk").pk]))
        return [
            re.sub(r"'[^']*'|s\d+_x\d+|true|false|\b\d+\b", "?", query["sql"]) for query in caught
        ]

    statements(3002)
    assert statements(3001) == statements(3003)
    assert Owner.objects.filter(name__iexact="Warga Garam").count() == 1
