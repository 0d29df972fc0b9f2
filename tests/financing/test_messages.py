"""Each step tells the people whom it concerns, in words, within the same transaction."""

from __future__ import annotations

import pytest

from financing.actions.applications import CannotApply, submit_application
from ikm_portal.notifications.models import Message
from tests import cast as play


def letters(user) -> list[str]:
    return list(
        Message.objects.filter(recipient=user).order_by("id").values_list("subject", flat=True)
    )


def test_the_applicant_hears_of_each_step(cast):
    play.approved(cast)
    heard = letters(cast.member1)
    assert [words for words in heard if "sudah kami terima" in words]
    assert [words for words in heard if "lolos pemeriksaan" in words]
    assert [words for words in heard if "dikirim ke BRI" in words]
    assert [words for words in heard if "sudah membuka" in words]
    assert [words for words in heard if "Kabar baik" in words]


def test_a_refusal_comes_with_reason_and_advice(cast):
    play.declined(cast)
    body = Message.objects.filter(recipient=cast.member1).latest("id").body
    assert "Kemampuan membayar belum cukup" in body
    assert "Penjualan belum cukup" in body
    assert "jumlah yang lebih kecil" in body


def test_the_whole_branch_hears_of_a_new_case_and_no_other(cast):
    play.sent(cast, cast.member1, cast.product_bri)
    for person in (cast.officer, cast.colleague, cast.branch_head):
        assert len(letters(person)) == 1
    for person in (cast.officer_liwa, cast.officer_bni, cast.member2, cast.manager_garam):
        assert [words for words in letters(person) if "keanggotaan" not in words] == []


def test_the_office_hears_by_right(cast):
    play.submitted(cast.member1, cast.product_bri)
    assert len(letters(cast.staff)) == 1
    assert letters(cast.reader) == []


def test_a_step_undone_tells_nobody(cast):
    application = play.draft(cast.member1, cast.product_bri)
    before = Message.objects.count()
    with pytest.raises(CannotApply, match="Berkas"):
        submit_application(application=application, by=cast.member1)
    assert Message.objects.count() == before


def test_each_messages_link_opens(cast, client):
    play.approved(cast)
    links = set()
    for message in Message.objects.exclude(link="").select_related("recipient"):
        client.force_login(message.recipient)
        response = client.get(message.link)
        assert response.status_code in {200, 302}, message.link
        links.add(message.link.split("/")[1])
    assert {"buka", "pengurus"} <= links
