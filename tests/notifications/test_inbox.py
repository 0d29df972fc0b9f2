"""One's own messages: newest first, page by page, read when opened, and nowhere else to go."""

import pytest
from django.urls import reverse

from ikm_portal.notifications.models import Message
from ikm_portal.notifications.views import PAGE
from tests.notifications.test_delivery import happen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_poke")]


@pytest.fixture
def inbox(client, siti):
    client.force_login(siti)
    return lambda query="": client.get(reverse("inbox") + query)


def write(user, number=1, **more):
    for count in range(number):
        happen(user, user, **{"subject": f"Kabar ke-{count}", **more})
    return Message.objects.filter(recipient=user).order_by("-id").first()


def subjects(response):
    return [letter.subject for letter in response.context["letters"]]


def test_empty(inbox):
    assert "Belum ada pesan" in inbox().content.decode()


def test_newest_first_and_only_ones_own(inbox, siti, budi):
    write(siti, 3)
    write(budi, subject="Rahasia Budi")
    page = inbox()
    assert subjects(page) == ["Kabar ke-2", "Kabar ke-1", "Kabar ke-0"]
    assert "Rahasia Budi" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_what_people_write_is_shown_as_text(inbox, siti):
    write(siti, subject="<script>alert(1)</script>", body=["<b>tebal</b>"])
    html = inbox().content.decode()
    assert "<script>alert(1)" not in html
    assert "<b>tebal" not in html


def test_pages_follow_each_other_while_new_ones_arrive(inbox, siti):
    write(siti, PAGE + 5)
    first = inbox()
    write(siti, 2, subject="Baru datang")
    second = inbox(first.context["older_url"].removeprefix(reverse("inbox")))
    assert len(subjects(first)) == PAGE
    assert subjects(second) == [f"Kabar ke-{number}" for number in (4, 3, 2, 1, 0)]
    assert second.context["older_url"] == ""
    assert second.context["newest_url"] == reverse("inbox")


@pytest.mark.parametrize("query", ["abc", "-1", "9" * 40, "٣", "1;drop", "", "1.5"])
def test_any_address_answers(inbox, siti, query):
    write(siti)
    assert inbox(f"?sebelum={query}").status_code == 200


def test_one_query_more_for_no_number_of_rows(client, siti, django_assert_num_queries):
    client.force_login(siti)
    write(siti, 1)
    client.get(reverse("inbox"))
    with django_assert_num_queries(4):  # session, user, messages, unread
        client.get(reverse("inbox"))
    write(siti, 10)
    with django_assert_num_queries(4):
        client.get(reverse("inbox"))


@pytest.mark.parametrize("verb", ["get", "post"])
def test_opening_marks_read_once_and_follows_the_link(client, siti, verb):
    client.force_login(siti)
    message = write(siti, link="/akun/")
    response = getattr(client, verb)(reverse("inbox-open", args=[message.pk]))
    assert response.status_code == 302
    assert response["Location"] == "/akun/"
    message.refresh_from_db()
    first = message.read_at
    assert first
    client.get(reverse("inbox-open", args=[message.pk]))
    message.refresh_from_db()
    assert message.read_at == first


def test_without_a_link_back_to_the_inbox(client, siti):
    client.force_login(siti)
    message = write(siti, link="")
    response = client.post(reverse("inbox-open", args=[message.pk]))
    assert response["Location"] == reverse("inbox")


def test_a_link_that_slipped_in_leads_nowhere_else(client, siti):
    client.force_login(siti)
    message = write(siti, link="/\\jahat.test/")
    response = client.get(reverse("inbox-open", args=[message.pk]))
    assert response["Location"] == reverse("inbox")


def test_someone_elses_message_does_not_exist_and_stays_unread(client, siti, budi):
    message = write(siti)
    client.force_login(budi)
    for verb in (client.get, client.post):
        assert verb(reverse("inbox-open", args=[message.pk])).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_a_number_too_large_is_no_address(client, siti):
    client.force_login(siti)
    assert client.get(f"/kotak-masuk/{'9' * 30}/").status_code == 404
    assert client.get(f"/kotak-masuk/{'9' * 18}/").status_code == 404


def test_mark_all_read_is_ones_own_and_a_post(client, siti, budi):
    write(siti, 3)
    write(budi)
    client.force_login(siti)
    assert client.get(reverse("inbox-read")).status_code == 405
    client.post(reverse("inbox-read"))
    assert not Message.objects.visible_to(siti).unread().exists()
    assert Message.objects.visible_to(budi).unread().count() == 1


def test_the_header_counts_what_is_unread(inbox, client, siti):
    write(siti, 2)
    assert str(inbox().context["inbox_count"]) == "2"
    write(siti, 120)
    assert str(inbox().context["inbox_count"]) == "99"
    client.post(reverse("inbox-read"))
    assert not inbox().context["inbox_count"]


def test_strangers_sign_in_first_and_cost_nothing(client, django_assert_num_queries, siti):
    message = write(siti)
    with django_assert_num_queries(0):
        for address in [
            reverse("inbox"),
            reverse("inbox-read"),
            reverse("inbox-open", args=[message.pk]),
        ]:
            response = client.post(address)
            assert response["Location"].startswith(reverse("account_login"))


def test_a_post_needs_its_token(siti):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(siti)
    write(siti)
    assert client.post(reverse("inbox-read")).status_code == 403
    assert Message.objects.unread().exists()


def test_staff_look_at_deliveries_and_change_nothing(client, siti):
    from ikm_portal.accounts.models import User

    write(siti)
    root = User.objects.create_superuser(email="root@contoh.test", password="x")
    client.force_login(root)
    delivery = Message.objects.get().deliveries.get()
    assert client.get("/admin/notifications/delivery/").status_code == 200
    page = f"/admin/notifications/delivery/{delivery.pk}/change/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"state": "sent"}).status_code == 403
    assert client.get("/admin/notifications/delivery/add/").status_code == 403
