"""What the member and the association read, and what they may press."""

from __future__ import annotations

import datetime
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from associations.models import Membership
from financing.actions.placement import choose_mode
from financing.actions.places import approve_run
from financing.models import PlacementPlace, PlacementRun
from financing.placing import compute
from tests.financing.placement.conftest import computed
from tests.financing.placement.test_places import approved, chosen, of
from tests.office.places import page, step
from tests.office.test_lists import queries_of


def room(user):
    client = Client()
    client.force_login(user)
    return client


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def address(place, name="placement"):
    return reverse(f"member:{name}", args=[place.application.code])


def test_why_here_and_why_not_there(group):
    run = approved(group)
    first, last = of(run, group.people[0]), of(run, group.people[5])
    text = text_of(room(group.people[0]).get(address(first)))
    assert "1 dari 6" in text
    assert "KUR Mikro BRI" in text
    assert "Mengapa bukan di sana" not in text
    text = text_of(room(group.people[5]).get(address(last)))
    assert "Belum mendapat tempat" in text
    assert "Kuotanya berhenti di urutan 3, Anda di urutan 6." in text
    assert "Di urutan 2 atau lebih depan, jumlah Anda masih muat." in text
    text = text_of(room(group.people[4]).get(address(of(run, group.people[4]))))
    assert "paling banyak Rp10.000.000, masih muat" in text
    assert "persis pada giliran Anda" in text


def test_what_is_said_holds(group):
    """Each sentence is tried alone: with the smaller amount, and from the place that was named."""
    run = approved(group)
    tried = 0
    for place in run.places.select_related("application"):
        code = place.application.code
        for one in place.told["not_there"]:
            if one["at_most_rp"]:
                assert _placed(run, code, one["offer"], amount=one["at_most_rp"])
                assert not _placed(run, code, one["offer"], amount=one["at_most_rp"] + 1)
            assert _placed(run, code, one["offer"], priority=one["place_needed"] - 0.5)
            assert not _placed(run, code, one["offer"], priority=one["place_needed"] + 0.5)
            tried += 1
    assert tried >= 7


def _placed(run, code, offer, **other):
    """Would this person get this offer, as the first wish, were one thing different?"""
    again = json.loads(run.input)
    for person in again["applicants"]:
        if person["id"] == code:
            person.update(other)
    for pair in again["pairs"]:
        if pair["applicant"] == code:
            pair["rank"] = 1 if pair["offer"] == offer else 9
    return compute(again)["stable"]["placed"].get(code) == offer


def test_before_the_second_yes_nobody_reads_it(group):
    run = chosen(group)
    place = of(run, group.people[0])
    assert room(group.people[0]).get(address(place)).status_code == 404
    manager = room(group.manager_kopi)
    assert manager.get(reverse("manager:placement", args=[run.pk])).status_code == 404
    assert "Belum ada." in text_of(manager.get(reverse("manager:placements")))


def test_agreeing_asks_for_the_tick_and_counts_once(group):
    run = approved(group)
    person = group.people[2]
    place, client = of(run, person), room(person)
    assert "belum Anda setujui" in text_of(client.get(address(place)))
    text = text_of(client.post(address(place, "placement-agree")))
    assert "Beri tanda setuju dulu" in text
    for _twice in range(2):
        answer = client.post(address(place, "placement-agree"), {"agreed": "on"})
        assert answer.status_code == 302
    given = place.application.owner.consents.filter(
        recipient=place.product.bank.institution, replaced_at=None
    )
    assert given.count() == 1
    assert "belum Anda setujui" not in text_of(client.get(address(place)))


def test_declining_twice_says_how_things_stand(group):
    run = approved(group)
    place, client = of(run, group.people[0]), room(group.people[0])
    assert client.get(address(place, "placement-refuse")).status_code == 405
    for words in ("Tempat ini Anda tolak", "tidak bisa dari keadaan sekarang"):
        answer = client.post(address(place, "placement-refuse"), follow=True)
        assert words in text_of(answer)
    place.refresh_from_db()
    assert place.state == "refused"
    stranger = room(group.people[1])
    assert stranger.post(address(place, "placement-refuse")).status_code == 404


def test_the_first_page_leads_there(group):
    run = approved(group)
    place = of(run, group.people[0])
    client = room(group.people[0])
    assert address(place) in text_of(client.get(reverse("member:home")))
    detail = reverse("member:application", args=[place.application.code])
    assert address(place) in text_of(client.get(detail))
    PlacementRun.objects.filter(pk=run.pk).update(
        answer_by=timezone.localdate() - datetime.timedelta(days=1)
    )
    assert "Waktu untuk menolak sudah lewat" in text_of(client.get(address(place)))


def test_the_other_way_says_that_it_knows_no_order(group):
    run = choose_mode(run=computed(group), by=group.staff, mode="optimum", why="Terbanyak.")
    approve_run(run=run, by=group.head)
    text = text_of(room(group.people[0]).get(address(of(run, group.people[0]))))
    assert "sebanyak mungkin" in text
    assert "Anggota terbanyak" in text


def test_an_association_reads_people_never_rupiah(group):
    run = approved(group)
    client = room(group.manager_kopi)
    text = text_of(client.get(reverse("manager:placement", args=[run.pk])))
    for words in ("Aminah Kopi", "KUR Mikro BRI", "Membatasi", "<svg", "Menunggu"):
        assert words in text, words
    assert "Rp" not in text
    assert reverse("manager:placement", args=[run.pk]) in text_of(
        client.get(reverse("manager:placements"))
    )
    left = of(run, group.people[0])
    Membership.objects.filter(business=left.application.business).update(state="left")
    text = text_of(client.get(reverse("manager:placement", args=[run.pk])))
    assert "Aminah" not in text
    assert PlacementPlace.objects.visible_to(group.manager_kopi).count() == 5


def test_the_associations_list_costs_the_same(group):
    run = approved(group)
    client = room(group.manager_kopi)
    here = reverse("manager:placement", args=[run.pk])
    many, _told = queries_of(client, here)
    assert "?sesudah" not in text_of(client.get(here))
    assert queries_of(client, here + "?sesudah=5")[0] == many
    assert many <= 12
    assert client.get(here + "?sesudah=99999999999999999").status_code == 200


def test_staff_choose_and_a_second_person_approves_in_the_admin(group):
    run = computed(group)
    staff, head = room(group.staff), room(group.head)
    answer = staff.post(step(run, "choose"), {"mode": "stable", "why": " ", "answer_days": "5"})
    assert answer.status_code == 200
    answer = staff.post(
        step(run, "choose"), {"mode": "stable", "why": "Urutan resmi.", "answer_days": "5"}
    )
    assert answer.status_code == 302
    assert staff.post(step(run, "approve")).status_code == 403
    assert "Urutan resmi." in text_of(head.get(step(run, "approve")))
    assert head.post(step(run, "approve")).status_code == 302
    assert head.post(step(run, "approve")).status_code == 409
    assert staff.post(step(run, "refer")).status_code == 403
    text = text_of(staff.get(page(run)))
    assert "Anggota boleh menolak sampai" in text
    run.refresh_from_db()
    assert (run.state, run.approved_by) == ("approved", group.head)


@pytest.mark.parametrize("who", ["guest", "officer", "member_garam", "manager_garam"])
def test_strangers_find_nothing(group, who):
    run = approved(group)
    client = room(getattr(group, who))
    for path in (
        address(of(run, group.people[0])), reverse("manager:placement", args=[run.pk]),
    ):  # fmt: skip
        assert client.get(path).status_code == 404
