"""Staff bring in an association's list and print its invitations, by the managers' own code."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from associations.actions.readings import Reading
from associations.models import Intake, MemberInvitation, Membership
from associations.views.manager.intake import keep_workbook
from ikm_portal.audit.models import Entry
from tests.access.world import digest
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
    assert "Perlu diperbaiki (1)" in shown
    assert "Sudah ada (1)" in shown
    assert "“salah”" in shown
    assert f"/{intake.pk}/baris/4/" in shown
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


# Line by line, as the managers do it


def line_url(intake, number):
    return f"/admin/associations/intake/{intake.pk}/baris/{number}/"


def states(intake):
    return dict(intake.rows.order_by("line").values_list("line", "state"))


def fields(number, **more):
    return dict(zip(KEYS, line(number), strict=True)) | more


KEYS = ("name", "nik", "phone", "region", "firm_name")


def test_a_line_is_repaired_with_value_problem_and_suggestion(cast, room):
    rows = [line(1002, region="Kedatn"), line(1003, phone="salah"), line(1004)]
    intake, _is_new = keep_workbook(workbook(rows), cast.kopi, cast.manager_kopi)
    client = room(cast.staff)
    shown = client.get(page(intake)).content.decode()
    assert "“Kedatn”" in shown
    assert "Mungkin: Kedaton, Kota Bandar Lampung" in shown
    asked = client.get(line_url(intake, 2)).content.decode()
    assert "Pakai Kedaton, Kota Bandar Lampung" in asked
    given = fields(1002, region="Kedatn")
    answer = client.post(line_url(intake, 2), given | {"use": "region"}, follow=True)
    assert "Baris 2 siap dimasukkan." in answer.content.decode()

    # Still wrong: what was written stays, with its problem.
    again = client.post(line_url(intake, 3), fields(1003, phone="juga salah", name="BARU NAMA"))
    assert again.status_code == 200
    assert again.context["form"]["phone"].value() == "juga salah"
    assert again.context["form"]["name"].value() == "BARU NAMA"
    assert states(intake) == {2: "good", 3: "repair", 4: "good"}
    client.post(line_url(intake, 3), fields(1003, phone="0812 1111 2222"))
    assert set(states(intake).values()) == {"good"}

    told = Entry.objects.about(intake).filter(action="associations.intake.repair")
    assert [(one.actor_id, one.data) for one in told] == [
        (cast.staff.pk, {"line": number}) for number in (2, 3, 3)
    ]
    client.post(step(intake, "take"))
    assert set(states(intake).values()) == {"taken"}
    assert client.get(line_url(intake, 2)).status_code == 404


def test_two_at_one_line_do_not_undo_each_other(cast, room):
    intake, _is_new = keep_workbook(
        workbook([line(1002, phone="salah")]), cast.kopi, cast.manager_kopi
    )
    staff, manager = room(cast.staff), room(cast.manager_kopi)
    of_manager = reverse("manager:intake-line", args=[intake.pk, 2])
    seen = staff.get(line_url(intake, 2)).context["seen"]
    assert f'name="seen" value="{seen}"' in manager.get(of_manager).content.decode()
    theirs = fields(1002, phone="0812 1111 2222") | {"seen": seen}
    for _press in range(2):  # sent twice it is one repair
        assert manager.post(of_manager, theirs).status_code == 302

    ours = fields(1002, phone="juga salah", name="NAMA LAIN") | {"seen": seen}
    answer = staff.post(line_url(intake, 2), ours)
    assert "Baris ini baru saja diubah." in answer.content.decode()
    assert answer.context["form"]["name"].value() == "NAMA LAIN"
    kept = Reading.load(intake.rows.get().content)
    assert (kept.cells["phone"], kept.problems) == ("0812 1111 2222", [])

    again = fields(1002, name="NAMA LAIN") | {"seen": answer.context["seen"]}
    assert staff.post(line_url(intake, 2), again).status_code == 302
    assert Reading.load(intake.rows.get().content).cells["name"] == "NAMA LAIN"


def test_another_business_of_the_same_person(cast, room):
    rows = [line(1002), line(1002, firm_name="Keripik Lain")]
    intake, _is_new = keep_workbook(workbook(rows), cast.kopi, cast.staff)
    client = room(cast.staff)
    assert states(intake) == {2: "good", 3: "duplicate"}
    assert "Keripik Lain" in client.get(page(intake) + "?lihat=duplicate").content.decode()
    client.post(line_url(intake, 3), {"second": "1"})
    assert states(intake) == {2: "good", 3: "good"}


def test_a_list_that_is_being_worked_on_is_not_changed(cast, room):
    intake, _is_new = keep_workbook(workbook([line(1002, phone="salah")]), cast.kopi, cast.staff)
    Intake.objects.update(state="taking")
    client = room(cast.staff)
    shown = client.get(page(intake)).content.decode()
    assert "1 dari 1 baris" in shown
    assert "<progress" in shown
    answer = client.post(line_url(intake, 2), fields(1002), follow=True)
    assert "tidak bisa diubah lagi" in answer.content.decode()
    assert states(intake) == {2: "repair"}


def test_no_line_is_repaired_by_who_may_not(cast, room):
    intake, _is_new = keep_workbook(workbook([line(1002, phone="salah")]), cast.kopi, cast.staff)
    before = digest()
    people = (cast.head, cast.reader, cast.keeper, cast.manager_kopi, cast.member1, cast.officer)
    for person in people:
        client = room(person)
        for answer in (
            client.get(line_url(intake, 2)),
            client.post(line_url(intake, 2), fields(1002)),
            client.post(line_url(intake, 2), {"second": "1"}),
        ):
            assert answer.status_code in {403, 404}, person
    assert digest() == before
    client = room(cast.staff)
    for number in (1, 3, 99999):
        assert client.get(line_url(intake, number)).status_code == 404
    assert client.put(line_url(intake, 2)).status_code == 405
    client.post(step(intake, "close"))
    assert client.get(line_url(intake, 2)).status_code == 404


def test_fifty_lines_at_a_time_by_the_same_questions(cast, room):
    client, asked = room(cast.staff), []
    for many in (1, 120):
        rows = [line(2000 + number, phone="salah") for number in range(many)]
        intake, _is_new = keep_workbook(workbook(rows), cast.kopi, cast.staff)
        client.get(page(intake))
        with CaptureQueriesContext(connection) as seen:
            shown = client.get(page(intake)).content.decode()
        asked.append(len(seen))
        assert shown.count("/baris/") == min(many, 50)
    assert asked[0] == asked[1]
    assert asked[1] <= 16
    onward = client.get(page(intake) + "?lihat=repair&sesudah=101").content.decode()
    assert onward.count("/baris/") == 20
