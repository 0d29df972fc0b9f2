"""A request for sixty: who joins, whom the manager names, who may read what; and capital."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from associations.models import Membership
from financing import rules
from financing.actions import support, support_groups
from financing.actions.applications import CannotApply
from financing.actions.filling import begin_from_support
from financing.models import Application, SupportKind, SupportParticipant, SupportRequest
from ikm_portal.notifications.models import Message
from tests import cast as play


@pytest.fixture
def asked(cast):
    return play.support_request(cast.manager_kopi, cast, association=cast.kopi, people=60)


def membership(user) -> Membership:
    return Membership.objects.get(business__owner__user=user)


def url(room, asked, step="") -> str:
    return f"/{room}/dukungan/{asked.code}/{step}"


def names(asked):
    return set(asked.participants.values_list("membership__business__owner__user", flat=True))


def test_a_member_joins_and_leaves(client, cast, asked):
    client.force_login(cast.member1)
    assert client.get(url("anggota", asked)).status_code == 404
    page = client.get("/anggota/dukungan/").content.decode()
    assert asked.subject in page
    assert "Saya ikut" in page
    for _twice in range(2):
        client.post(url("anggota", asked, "ikut/"))
    assert names(asked) == {cast.member1.pk}
    page = client.get(url("anggota", asked)).content.decode()
    assert "1 anggota ikut" in page
    client.post(url("anggota", asked, "tidak-ikut/"))
    assert names(asked) == set()
    assert client.get(url("anggota", asked)).status_code == 404


def test_another_association_is_not_even_told(client, cast, asked):
    client.force_login(cast.member_garam)
    assert asked.subject not in client.get("/anggota/dukungan/").content.decode()
    assert client.post(url("anggota", asked, "ikut/")).status_code == 404
    with pytest.raises(support.CannotAsk):
        support_groups.join(request=asked, by=cast.member_garam)
    waits = play.member(cast, cast.kopi, 50, "Dewi Belum", confirmed=False)
    with pytest.raises(support.CannotAsk):
        support_groups.join(request=asked, by=waits)
    assert names(asked) == set()


def test_the_manager_names_members_of_one_page(client, cast, asked):
    one, two = membership(cast.member1), membership(cast.member2)
    support_groups.join(request=asked, by=cast.member2)
    client.force_login(cast.manager_kopi)
    page = client.get(url("pengurus", asked, "peserta/")).content.decode()
    assert cast.member1.name in page
    assert cast.member_garam.name not in page
    client.post(url("pengurus", asked, "peserta/"), {"ditampilkan": [one.pk], "peserta": [one.pk]})
    assert names(asked) == {cast.member1.pk, cast.member2.pk}, "who was not shown stays"
    told = Message.objects.filter(kind="financing.SupportNamed")
    assert [message.recipient for message in told] == [cast.member1]
    both = {"ditampilkan": [one.pk, two.pk], "peserta": [two.pk]}
    client.post(url("pengurus", asked, "peserta/"), both)
    assert names(asked) == {cast.member2.pk}
    page = client.get(url("pengurus", asked)).content.decode()
    assert cast.member2.name in page
    assert "1 anggota ikut, diminta untuk 60 orang" in page


def test_nobody_of_another_association_can_be_named(cast, asked):
    foreign = membership(cast.member_garam).pk
    with pytest.raises(support.CannotAsk, match="menyetujui"):
        support_groups.name_members(
            request=asked, shown=[foreign], chosen=[foreign], by=cast.manager_kopi
        )
    one = membership(cast.member1).pk
    for person in (cast.manager_garam, cast.member1, cast.guest):
        with pytest.raises(support.CannotAsk):
            support_groups.name_members(request=asked, shown=[one], chosen=[one], by=person)
    assert not SupportParticipant.objects.exists()


def test_after_the_answer_the_list_stands(cast, asked):
    support_groups.join(request=asked, by=cast.member1)
    support.assign_support(request=asked, institution=cast.inst_perkebunan, by=cast.staff)
    support.answer_support(request=asked, answer="Tanggal 3.", by=cast.guest)
    kinds = Message.objects.filter(recipient=cast.member1).values_list("kind", flat=True)
    assert "financing.SupportForAll" in kinds
    with pytest.raises(support.CannotAsk):
        support_groups.join(request=asked, by=cast.member2)
    with pytest.raises(support.CannotAsk):
        support_groups.leave(request=asked, by=cast.member1)
    with pytest.raises(support.CannotAsk, match="sudah dijawab"):
        support_groups.name_members(request=asked, shown=[], chosen=[], by=cast.manager_kopi)
    assert names(asked) == {cast.member1.pk}


def test_who_takes_part_reads_the_answer_and_not_the_talk(client, cast, asked):
    support_groups.join(request=asked, by=cast.member1)
    support_groups.join(request=asked, by=cast.member2)
    message = support.write_message(
        request=asked, body="Hanya untuk pengurus.", by=cast.manager_kopi, file=play.photo()
    )
    client.force_login(cast.member1)
    page = client.get(url("anggota", asked)).content.decode()
    assert "2 anggota ikut" in page
    assert "Hanya untuk pengurus." not in page
    assert cast.member2.name not in page
    assert client.get(f"/berkas/{message.document_id}/").status_code == 404
    with pytest.raises(support.CannotAsk):
        support.write_message(request=asked, body="Halo", by=cast.member1)
    assert not rules.may_confirm_support(cast.member1, asked)
    support.assign_support(request=asked, institution=cast.inst_perkebunan, by=cast.staff)
    client.force_login(cast.guest)
    page = client.get(url("instansi", asked)).content.decode()
    assert cast.member1.name in page
    assert cast.member2.name in page


def test_sight_and_rule_agree_for_who_takes_part(cast, asked):
    support_groups.join(request=asked, by=cast.member1)
    for user in (cast.member1, cast.member2, cast.member_garam, cast.manager_kopi, cast.guest):
        seen = SupportRequest.objects.visible_to(user).filter(pk=asked.pk).exists()
        assert seen == bool(rules.may_view_support(user, asked)), user


@pytest.mark.django_db(transaction=True)
def test_joining_twice_at_once_is_one_place(cast, asked):
    gate, wrong = threading.Barrier(2), []

    def press():
        try:
            gate.wait(timeout=20)
            support_groups.join(request=asked, by=cast.member1)
        except Exception as problem:
            wrong.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert wrong == []
    assert asked.participants.count() == 1


# Capital


@pytest.fixture
def capital(db):
    return SupportKind.objects.get_or_create(
        code="modal", defaults={"name": "Modal", "is_capital": True}
    )[0]


@pytest.fixture
def wants_money(cast, capital):
    return support.ask_for_support(
        kind=capital,
        subject="Modal beli biji kopi",
        body="Panen raya tiga bulan lagi.",
        by=cast.member1,
        business=cast.member1.owner.businesses.get(),
    )


def test_capital_goes_on_as_an_application_with_nothing_typed_again(client, cast, wants_money):
    client.force_login(cast.member1)
    assert "Lanjutkan menjadi pengajuan" in client.get(url("anggota", wants_money)).content.decode()
    business = cast.member1.owner.businesses.get()
    given = {"business": business.pk, "dukungan": wants_money.code}
    for _twice in range(2):
        assert client.post("/anggota/pengajuan/baru/", given).status_code == 302
    application = Application.objects.get()
    assert application.support_request == wants_money
    assert application.use == "Modal beli biji kopi. Panen raya tiga bulan lagi."
    page = client.get(url("anggota", wants_money)).content.decode()
    assert application.code in page
    assert "Lanjutkan menjadi pengajuan" not in page


def test_words_that_stand_in_a_draft_are_kept(cast, wants_money):
    draft = play.draft(cast.member1, cast.product_bri)
    business = cast.member1.owner.businesses.get()
    found = begin_from_support(request=wants_money, business=business, by=cast.member1)
    draft.refresh_from_db()
    assert found == draft
    assert (draft.use, draft.support_request) == ("Membeli biji kopi dan kemasan.", wants_money)


def test_whose_capital_it_is(client, cast, wants_money, asked):
    two = cast.member2.owner.businesses.get()
    for request, business, person in (
        (wants_money, two, cast.member2),
        (wants_money, two, cast.member1),
        (wants_money, cast.member1.owner.businesses.get(), cast.manager_garam),
        (asked, cast.member1.owner.businesses.get(), cast.member1),  # a training, not capital
    ):
        with pytest.raises(CannotApply):
            begin_from_support(request=request, business=business, by=person)
    client.force_login(cast.member2)
    given = {"business": two.pk, "dukungan": wants_money.code}
    assert client.post("/anggota/pengajuan/baru/", given).status_code == 404
    assert not Application.objects.exists()


def test_an_associations_capital_for_each_who_takes_part(client, cast, capital):
    asked = support.ask_for_support(
        kind=capital, subject="Modal", body="Untuk semua.", association=cast.kopi,
        by=cast.manager_kopi,
    )  # fmt: skip
    support_groups.join(request=asked, by=cast.member1)
    client.force_login(cast.manager_kopi)
    assert "Mulai pengajuan" in client.get(url("pengurus", asked)).content.decode()
    one = cast.member1.owner.businesses.get()
    client.post("/pengurus/pengajuan/baru/", {"business": one.pk, "dukungan": asked.code})
    assert Application.objects.get().support_request == asked
    two = cast.member2.owner.businesses.get()
    client.post("/pengurus/pengajuan/baru/", {"business": two.pk, "dukungan": asked.code})
    assert Application.objects.count() == 1, "does not take part"
