"""One coded reason for several cases, and an officer's own named filters."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from financing.actions import desk, guard, referrals
from financing.actions.desk import CannotKeep
from financing.models import Decision, Referral, SavedView
from financing.models.saved_view import MOST_VIEWS
from ikm_portal.notifications.models import Message
from tests import cast as play

WORDS = "Jatah kami bulan ini habis."


@pytest.fixture
def cases(cast) -> list[Referral]:
    return [play.in_review(cast, user) for user in (cast.member1, cast.member2)]


def send(client, cases, step="", reason="quota", words=WORDS):
    data = {"kasus": [case.pk for case in cases]}
    if step:
        data |= {"langkah": step, "reason": reason, "words": words}
    answer = client.post(reverse("bank:decline_many"), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_chosen_written_seen_sent(cast, at, cases):
    client = at(cast.officer)
    queue = client.get(reverse("bank:queue") + "?tab=saya").content.decode()
    assert reverse("bank:decline_many") in queue
    assert queue.count('name="kasus"') == 2
    assert "Tolak 2 kasus" in send(client, cases)
    preview = send(client, cases, "lihat")
    assert "Dibaca 2 pemohon" in preview
    assert WORDS in preview
    assert "Pilih bank lain yang kuotanya masih ada." in preview
    assert "Aminah Kopi" in preview
    assert "Budi Kopi" in preview
    assert not Decision.objects.exists()
    assert "2 kasus ditolak." in send(client, cases, "kirim")
    assert list(Decision.objects.values_list("reason", "words").distinct()) == [("quota", WORDS)]
    for user in (cast.member1, cast.member2):
        letter = Message.objects.get(recipient=user, subject__contains="belum menyetujui")
        assert WORDS in letter.body


def test_twice_is_once(cast, at, cases):
    client = at(cast.officer)
    send(client, cases, "kirim")
    page = send(client, cases, "kirim")
    assert "Tidak ditolak" in page
    assert Decision.objects.count() == 2
    assert Message.objects.filter(subject__contains="belum menyetujui").count() == (
        # the applicant and the association's manager, who reads along, for each
        4
    )


def test_whom_the_guard_stops_is_left_out_and_named(cast, at):
    stopped, allowed = (play.in_review(cast, user) for user in (cast.member1, cast.member2))
    guard.allow_demand(referral=allowed, reason="Lahan sengketa.", by=cast.branch_head)
    client = at(cast.officer)
    preview = send(client, [stopped, allowed], "lihat", reason="collateral")
    assert "Dibaca 1 pemohon" in preview
    left = preview[preview.index("Tidak ikut") :]
    assert "Aminah Kopi" in left
    assert "Pasal 14" in left
    page = send(client, [stopped, allowed], "kirim", reason="collateral")
    assert "1 kasus ditolak." in page
    assert stopped.application.code in page
    assert Decision.objects.get().referral == allowed


def test_a_case_held_by_another_and_one_already_decided_are_left_out(cast, at, cases):
    referrals.hand_over(referral=cases[0], to=cast.colleague, by=cast.officer)
    referrals.decline_referral(referral=cases[1], reason="slik", words="x", by=cast.officer)
    preview = send(at(cast.officer), cases, "lihat")
    assert "dipegang petugas lain" in preview
    assert "Sekarang “Ditolak”." in preview
    assert 'value="kirim"' not in preview
    send(at(cast.officer), cases, "kirim")
    assert Decision.objects.count() == 1


def test_other_branches_cases_are_not_there(cast, at):
    foreign = play.sent(cast, cast.member2, cast.product_bni)
    for step in ("", "lihat", "kirim"):
        page = send(at(cast.officer), [foreign], step)
        assert "Budi" not in page
        assert foreign.application.code not in page
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("reason", "words"), [("", WORDS), ("quota", "  "), ("x", WORDS)])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, at, cases, reason, words):
    page = send(at(cast.officer), cases, "kirim", reason=reason, words=words)
    assert words.strip() in page
    assert page.count('name="kasus"') == 2
    assert not Decision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once(cast, cases):
    gate, found, failed = threading.Barrier(2), [], []

    def press():
        try:
            rows = list(Referral.objects.order_by("pk"))
            gate.wait(timeout=20)
            lines = desk.decline_many(referrals=rows, reason="quota", words=WORDS, by=cast.officer)
            found.append(sum(not line.problem for line in lines))
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not failed
    assert sum(found) == 2
    assert Decision.objects.count() == 2


# Named filters


def keep(client, name, query):
    address = reverse("bank:save_view")
    return client.post(address, {"name": name, "saringan": query}, follow=True).content.decode()


def test_a_filter_is_kept_under_a_name_without_what_was_searched_for(cast, at, cases):
    client = at(cast.officer)
    page = client.get(reverse("bank:queue"), {"tab": "saya", "jumlah": "50", "q": "Aminah"})
    assert "Simpan saringan ini" in page.content.decode()
    kept = page.context["save_query"]
    assert "Aminah" not in kept
    assert "Saringan disimpan." in keep(client, "Sedang", kept + "&q=Aminah&x=1")
    view = SavedView.objects.get()
    assert (view.user, view.query) == (cast.officer, "tab=saya&jumlah=50")
    shown = client.get(reverse("bank:queue")).content.decode()
    assert f"{reverse('bank:queue')}?tab=saya&amp;jumlah=50" in shown
    keep(client, "Sedang", "jumlah=10")
    assert SavedView.objects.get().query == "jumlah=10"


def test_a_view_is_its_owners_alone(cast, at):
    view = desk.keep_view(name="Punyaku", query="tab=dekat", by=cast.officer)
    colleague = at(cast.colleague)
    assert "Punyaku" not in colleague.get(reverse("bank:queue")).content.decode()
    address = reverse("bank:forget_view", args=[view.pk])
    assert colleague.post(address).status_code == 404
    desk.drop_view(view=view, by=cast.colleague)
    assert SavedView.objects.filter(pk=view.pk).exists()
    assert at(cast.officer).post(address).status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_of_what_is_gone_says_so(cast, at, cases):
    view = desk.keep_view(name="Produk lama", query="tab=saya&produk=999", by=cast.officer)
    page = at(cast.officer).get(f"{reverse('bank:queue')}?{view.query}").content.decode()
    assert "tidak ada lagi" in page
    assert '<details class="more" open>' in page
    assert page.count('name="kasus"') == 2


@pytest.mark.parametrize(
    ("name", "query"),
    [("Kosong", ""), ("", "jumlah=10"), ("x" * 41, "jumlah=10"), ("y", "jumlah=77&produk=9")],
)
def test_nothing_to_keep(cast, at, name, query):
    keep(at(cast.officer), name, query)
    assert not SavedView.objects.exists()


def test_a_dozen_is_enough(cast):
    for number in range(MOST_VIEWS):
        desk.keep_view(name=str(number), query="tab=dekat", by=cast.officer)
    with pytest.raises(CannotKeep, match="Hapus satu"):
        desk.keep_view(name="lagi", query="tab=dekat", by=cast.officer)
    desk.keep_view(name="0", query="tab=berkas", by=cast.officer)
    desk.keep_view(name="lagi", query="tab=dekat", by=cast.colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(user=cast.officer, name="0", query="x")
