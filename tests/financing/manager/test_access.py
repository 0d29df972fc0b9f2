"""Every address of the two rooms, by every person; what is denied changes nothing."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group

from associations.actions.intake import check_batch, keep_list
from associations.imports.knowing import Checker
from associations.models import MemberInvitation, Membership
from financing.actions import support
from financing.actions.placement import choose_mode, run_step, start_run
from financing.actions.places import approve_run
from financing.models import Application
from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.accounts.models import User
from ikm_portal.audit.models import Entry
from ikm_portal.dashboards.urls import guest, manager
from meetings.models import Commitment, Meeting
from tests import cast as play


def in_group(user, name):
    user.groups.add(Group.objects.get(name=name))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def rows(cast, waiting):
    membership = Membership.objects.get(business__owner__user=cast.member1)
    draft = play.draft(cast.member2, cast.product_bri)
    asked = play.support_request(cast.manager_kopi, cast, association=cast.kopi, people=60)
    support.assign_support(request=asked, institution=cast.inst_perkebunan, by=cast.staff)
    meeting = Meeting.objects.create(
        slug="uji", title="Rapat", place="Aula", chair="K", starts_at="2026-01-05T02:00:00Z",
        is_public=True,
    )  # fmt: skip
    promise = Commitment.objects.create(
        meeting=meeting, institution=cast.inst_perkebunan, what="Bibit", due_on="2026-02-01"
    )
    listed, _is_new = keep_list(
        association=cast.kopi,
        lines=[(2, {"name": "Dewi", "nik": "123"})],
        sha256="0" * 64,
        unused=[],
        by=cast.manager_kopi,
    )
    while check_batch(listed.pk, Checker(cast.kopi)):
        pass
    group = play.signed_group(cast)
    play.verified(cast, cast.member1, cast.product_bri)
    run = start_run(association=cast.kopi, by=None)
    while run_step(run.pk):
        pass
    sync_groups()
    chooser, approver = in_group(cast.staff, "Petugas"), in_group(cast.head, "Kepala/penyetuju")
    choose_mode(run=run, mode="stable", why="Urutan resmi.", by=chooser)
    approve_run(run=run, by=approver)
    return {
        "group": group.code,
        "run": run.pk,
        "member": membership.pk,
        "waiting": waiting.pk,
        "business": membership.business_id,
        "intake": listed.pk,
        "line": 2,  # of the sheet, below its headings
        "draft": draft.code,
        "request": asked.code,
        "promise": promise.pk,
    }


# address, its method, who comes in. What others get is 404, nobody is sent to sign in.
MANAGERS = [
    ("", "get"),
    ("anggota/", "get"),
    ("anggota/baru/", "get"),
    ("anggota/{member}/", "get"),
    ("anggota/{waiting}/ubah/", "get"),
    ("anggota/excel/", "get"),
    ("anggota/excel/contoh/", "get"),
    ("anggota/excel/{intake}/", "get"),
    ("anggota/excel/{intake}/perbaikan/", "get"),
    ("anggota/excel/{intake}/baris/{line}/", "get"),
    ("anggota/excel/{intake}/masukkan/", "post"),
    ("anggota/excel/{intake}/selesai/", "post"),
    ("kelompok/", "get"),
    ("kelompok/baru/", "get"),
    ("kelompok/{group}/", "get"),
    ("kelompok/{group}/ubah/", "get"),
    ("kelompok/{group}/ajak/", "get"),
    ("kelompok/{group}/surat/", "get"),
    ("kelompok/{group}/anggota/1/", "post"),
    ("kelompok/{group}/kirim/", "post"),
    ("kelompok/{group}/batal/", "post"),
    ("penempatan/", "get"),
    ("penempatan/{run}/", "get"),
    ("pengajuan/", "get"),
    ("pengajuan/{draft}/", "get"),
    ("pengajuan/{draft}/isi/", "get"),
    ("pengajuan/{draft}/isi/kebutuhan/", "get"),
    ("dukungan/", "get"),
    ("dukungan/baru/", "get"),
    ("dukungan/{request}/", "get"),
    ("dukungan/{request}/peserta/", "get"),
    ("pilih/", "post"),
    ("anggota/undang/", "post"),
    ("anggota/{waiting}/undang/", "post"),
    ("anggota/{waiting}/keluar/", "post"),
    ("anggota/{waiting}/kembali/", "post"),
    ("pengajuan/baru/", "post"),
    ("pengajuan/{draft}/isi/berkas/tambah/", "post"),
    ("pengajuan/{draft}/isi/berkas/1/hapus/", "post"),
    ("pengajuan/{draft}/bank/1/", "post"),
    ("dukungan/{request}/pesan/", "post"),
    ("dukungan/{request}/ya/", "post"),
    ("dukungan/{request}/belum/", "post"),
    ("dukungan/{request}/mulai/", "post"),
    ("dukungan/{request}/tanya/", "post"),
    ("dukungan/{request}/jawab/", "post"),
]
GUESTS = [
    ("", "get"),
    ("dukungan/", "get"),
    ("dukungan/{request}/", "get"),
    ("janji/{promise}/", "get"),
    ("janji/{promise}/mulai/", "post"),
    ("janji/{promise}/tunggu/", "post"),
    ("janji/{promise}/selesai/", "post"),
    *[one for one in MANAGERS if one[0].startswith("dukungan/{request}/") and one[1] == "post"],
]
BY_ROOM = [
    ("/pengurus/", MANAGERS, {"manager", "other manager"}),
    ("/instansi/", GUESTS, {"guest"}),
]


def state_of_things():
    return (
        list(Membership.objects.order_by("pk").values_list("pk", "state")),
        list(Application.objects.order_by("pk").values_list("pk", "state")),
        MemberInvitation.objects.count(),
        Entry.objects.count(),
    )


@pytest.mark.parametrize(("start", "addresses", "insiders"), BY_ROOM, ids=["managers", "guests"])
def test_only_the_people_of_a_room_find_it(rows, as_, everybody, start, addresses, insiders):
    before = state_of_things()
    for name, user in everybody.items():
        if name in insiders:
            continue
        client = as_(user)
        for address, method in addresses:
            answer = getattr(client, method)(start + address.format(**rows))
            expected = 302 if user is None else 404
            assert answer.status_code == expected, (name, address)
            if user is None:
                assert answer.url.startswith("/masuk/")
    assert state_of_things() == before


def test_another_associations_rows_do_not_exist(rows, as_, cast):
    before = state_of_things()
    client = as_(cast.manager_garam)
    for address, method in MANAGERS:
        if "{" not in address:
            continue
        answer = getattr(client, method)("/pengurus/" + address.format(**rows))
        assert answer.status_code == 404, address
    answer = client.post("/pengurus/pengajuan/baru/", {"business": rows["business"]})
    assert answer.status_code == 404
    assert client.post("/pengurus/pilih/", {"association": cast.kopi.slug}).status_code == 404
    assert state_of_things() == before


def test_the_managers_own_pages_open(rows, as_, cast):
    client = as_(cast.manager_kopi)
    for address, method in MANAGERS:
        if method == "get":
            answer = client.get("/pengurus/" + address.format(**rows), follow=True)
            assert answer.status_code == 200, address


def test_the_guests_own_pages_open(rows, as_, cast):
    client = as_(cast.guest)
    for address, method in GUESTS:
        if method == "get":
            assert client.get("/instansi/" + address.format(**rows)).status_code == 200, address


def test_the_wrong_verb_is_refused(rows, as_, cast):
    client = as_(cast.manager_kopi)
    for address, method in MANAGERS:
        if method == "post":
            answer = client.get("/pengurus/" + address.format(**rows))
            assert answer.status_code == 405, address


@pytest.mark.parametrize(("room", "addresses"), [(manager, MANAGERS), (guest, GUESTS)])
def test_no_address_of_the_rooms_is_missing_above(room, addresses):
    listed = {re.sub(r"\{\w+\}|\b1\b|kebutuhan", "*", one) for one, _method in addresses}
    there = {re.sub(r"<[^>]+>", "*", str(one.pattern)) for one in room.urlpatterns}
    assert there == listed


def test_a_manager_without_an_association_reads_so(as_, cast):
    cast.kopi.managers.update(until="2026-01-01")
    client = as_(cast.manager_kopi)
    for address in ("", "anggota/", "pengajuan/", "anggota/baru/"):
        page = client.get("/pengurus/" + address).content.decode()
        assert "belum tercatat sebagai pengurus" in page
    assert client.post("/pengurus/anggota/undang/").status_code == 200
    assert not MemberInvitation.objects.exists()


def test_signing_in_leads_to_ones_room(as_, cast):
    assert as_(cast.manager_kopi).get("/mulai/").url == "/pengurus/"
    assert as_(cast.guest).get("/mulai/").url == "/instansi/"
