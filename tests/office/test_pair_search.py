"""Looking for entries that may be one person, asked for by staff: once at a time, to its end."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations import tasks
from associations.actions import finding
from associations.actions.finding import CannotSearch, search_part, start_search
from associations.models import PairSearch, SuspectedPair
from ikm_portal.audit.models import Entry
from ikm_portal.common.background import STILL
from tests.access.world import digest
from tests.associations.test_merging import enter
from tests.office.places import listing
from tests.together import at_once

LIST = listing("associations.suspectedpair")
BUTTON = f"{LIST}cari/"


@pytest.fixture
def twins(cast):
    enter(cast, cast.kopi, "Siti Rohani", 601)
    enter(cast, cast.garam, "Siti Rohanni", 602)


@pytest.fixture
def queued(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.search_pairs, "delay", asked.append)
    return asked


def test_the_button_searches_once_and_the_page_shows_how_far(
    cast, room, twins, queued, django_capture_on_commit_callbacks
):
    client = room(cast.staff)
    assert "Belum pernah dicari" in client.get(LIST).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        said = [client.post(BUTTON, follow=True).content.decode() for _press in range(2)]
    search = PairSearch.objects.get()
    assert queued == [search.pk]
    assert "Pencarian dimulai" in said[0]
    assert "sedang berjalan" in said[1]
    assert search_part(search.pk)
    shown = client.get(LIST).content.decode()
    assert f"1 dari {search.total} bagian" in shown
    assert "<progress" in shown
    assert "Cari lagi sekarang" not in shown
    for _worker in range(2):
        tasks.search_pairs(search.pk)
    search.refresh_from_db()
    assert (search.state, search.done, search.found) == ("done", search.total, 1)
    shown = client.get(LIST).content.decode()
    assert "1 pasangan baru" in shown
    assert f"Diminta {cast.staff.name}" in shown
    assert "Siti Rohani" in shown
    told = [entry.action for entry in Entry.objects.about(search)]
    assert told == ["associations.pairsearch.start", "associations.pairsearch.finish"]


def test_found_by_several_parts_it_is_one_pair_with_all_reasons(cast):
    enter(cast, cast.kopi, "Siti Rohani", 601, nib="9120001112223")
    enter(cast, cast.garam, "Siti Rohanni", 602, nib="9120001112223")
    assert tasks.find_suspected_pairs() == 1
    pair = SuspectedPair.objects.get()
    assert pair.by_nib
    assert pair.name_match >= 75
    assert tasks.find_suspected_pairs() == 0


def test_what_staff_have_judged_stays_as_it_is(cast, twins):
    tasks.find_suspected_pairs()
    SuspectedPair.objects.update(state="apart", name_match=50)
    tasks.find_suspected_pairs()
    assert SuspectedPair.objects.get().name_match == 50


def test_a_dead_worker_is_replaced_and_goes_on_where_it_was(cast, twins, queued):
    search = start_search(by=cast.staff)
    search_part(search.pk)
    assert tasks.resume_searches() == 0
    PairSearch.objects.update(beat_at=search.started_at - STILL * 2)
    assert tasks.resume_searches() == 1
    assert queued == [search.pk]
    assert tasks.find_suspected_pairs() == 0  # the night does not begin a second one
    tasks.search_pairs(search.pk)
    search.refresh_from_db()
    assert (search.state, search.found) == ("done", 1)


def test_a_search_that_fails_says_so_and_another_may_begin(cast, room, monkeypatch):
    search = start_search(by=cast.staff)
    broken = "SELECT 1 AS one, 1/0 AS other, true AS nib, false AS npwp, 0 AS name"
    monkeypatch.setattr(finding, "_BY_NIB", broken)
    with pytest.raises(Exception, match="division by zero"):
        tasks.search_pairs(search.pk)
    search.refresh_from_db()
    assert (search.state, search.problem) == ("failed", "DataError")
    shown = room(cast.staff).get(LIST).content.decode()
    assert "Gagal" in shown
    assert "Cari lagi sekarang" in shown
    start_search(by=cast.staff)


def test_who_may_not_starts_nothing(cast, room):
    before = digest()
    for person in (cast.head, cast.reader, cast.keeper, cast.manager_kopi, cast.officer):
        for send in (room(person).get, room(person).post):
            assert send(BUTTON).status_code in {403, 404}, person
        with pytest.raises(CannotSearch):
            start_search(by=person)
    assert room(cast.staff).get(BUTTON).status_code == 405
    assert digest() == before


def test_the_list_asks_the_same_at_one_pair_and_at_more(cast, room, twins):
    client, asked = room(cast.staff), []
    for number in (603, 604):
        tasks.find_suspected_pairs()
        client.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(LIST).status_code == 200
        asked.append(len(seen))
        enter(cast, cast.kopi, f"Siti Rohan{number}", number)
    assert asked[0] == asked[1] <= 12


@pytest.mark.django_db(transaction=True)
def test_two_at_once_begin_one(cast):
    jobs = [lambda: start_search(by=None)] * 2
    done, told = at_once(*jobs, refused=(CannotSearch,))
    assert [PairSearch.objects.get()] == done
    assert told == ["Pencarian sedang berjalan. Tunggu sampai selesai."]
