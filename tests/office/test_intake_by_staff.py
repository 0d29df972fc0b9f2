"""Staff bring in an association's list and print its invitations, by the managers' own code."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from associations.models import Intake, MemberInvitation, Membership
from associations.views.manager.intake import keep_workbook
from ikm_portal.audit.models import Entry
from tests.associations.workbooks import line, people, workbook
from tests.office.places import page, step


def book(rows, name="anggota.xlsx"):
    return {"file": SimpleUploadedFile(name, workbook(rows))}


def test_from_a_workbook_to_printed_sheets(cast, room):
    client = room(cast.staff)
    assert "Contoh Excel" in client.get(page(cast.kopi)).content.decode()
    template = client.get("/admin/associations/intake/contoh/")
    assert load_workbook(io.BytesIO(b"".join(template))).sheetnames
    rows = [*people(2), line(1002, phone="salah"), line(1)]
    told = client.post(step(cast.kopi, "excel"), book(rows))
    assert "4 baris diperiksa" in told.content.decode()
    intake = Intake.objects.get()
    shown = client.get(page(intake)).content.decode()
    assert "Baris 4" in shown
    assert "Baris 5" in shown
    marked = client.get(f"/admin/associations/intake/{intake.pk}/perbaikan/")
    assert marked["Content-Disposition"].endswith('perbaikan.xlsx"')
    before = Membership.objects.filter(association=cast.kopi).count()
    for _press in range(2):
        client.post(step(intake, "take"))
    assert Membership.objects.filter(association=cast.kopi).count() == before + 2
    made = Membership.objects.filter(business__name="Kopi 1000").get()
    assert made.state == "invited"
    assert Entry.objects.about(made).get().actor_id == cast.staff.pk

    asked = client.get(step(cast.kopi, "undang")).content.decode()
    assert "Menunggu persetujuan" in asked
    assert not MemberInvitation.objects.exists()
    printed = client.post(step(cast.kopi, "undang"))
    assert printed.content.decode().count('class="card sheet"') == 2
    assert "no-store" in printed["Cache-Control"]
    assert MemberInvitation.objects.count() == 2
    assert client.post(step(intake, "close")).status_code == 302


def test_the_same_file_and_a_bad_one(cast, room):
    client = room(cast.staff)
    content = workbook(people(3))  # once: a workbook carries the second in which it was written
    for _press in range(2):
        form = {"file": SimpleUploadedFile("daftar.xlsx", content)}
        client.post(step(cast.kopi, "excel"), form)
    assert Intake.objects.count() == 1
    bad = {"file": SimpleUploadedFile("daftar.xlsx", b"<html>")}
    answer = client.post(step(cast.kopi, "excel"), bad)
    assert answer.status_code == 409
    assert Intake.objects.count() == 1


def test_the_lines_are_not_for_who_only_watches(cast, room):
    intake, _is_new = keep_workbook(workbook([line(1002, phone="salah")]), cast.kopi, cast.staff)
    marked = f"/admin/associations/intake/{intake.pk}/perbaikan/"
    before = Entry.objects.count()
    for person in (cast.head, cast.reader, cast.keeper, cast.manager_kopi, cast.manager_garam):
        for address in (marked, page(intake), "/admin/associations/intake/contoh/"):
            assert room(person).get(address).status_code in {403, 404}, (person, address)
        assert room(person).post(step(intake, "take")).status_code in {403, 404}
    assert Entry.objects.count() == before
    assert room(cast.staff).get(marked).status_code == 200


def test_who_only_watches_brings_nobody_in(cast, room):
    for person in (cast.head, cast.reader, cast.keeper):
        client = room(person)
        for name, form in (("excel", book(people(1))), ("undang", {})):
            assert client.post(step(cast.kopi, name), form).status_code == 403
    assert room(cast.manager_kopi).post(step(cast.kopi, "undang")).status_code == 404
    assert not Intake.objects.exists()
    assert not MemberInvitation.objects.exists()
