"""Status by code: enough to know where it is, nothing about whom."""

from __future__ import annotations

from tests import cast as play

URL = "/status/"
TRIES = 10  # in ten minutes from one address


def test_a_code_tells_where_it_is_and_not_whose(client, cast):
    referral = play.in_review(cast)
    code = referral.application.code
    for written in (code, code.lower(), code.replace("-", " "), f" {code} "):
        page = client.post(URL, {"kode": written}).content.decode()
        assert "Sedang diperiksa bank" in page
    for secret in ("Aminah", "BRI", "25.000.000", "Oki", "Kedaton"):
        assert secret not in page.split("<main")[1].split("</main")[0]


def test_a_support_request_has_a_code_too(client, cast):
    request = play.support_request(cast.member1, cast)
    page = client.post(URL, {"kode": request.code}).content.decode()
    assert "Sudah kami terima" in page
    assert "kemasan" not in page.split("<main")[1]


def test_a_draft_and_a_code_never_given_look_the_same(client, cast):
    draft = play.draft(cast.member1, cast.product_bri)
    answers = [
        client.post(URL, {"kode": code}).content.decode().replace(code, "")
        for code in (draft.code, "ZZZZ-ZZZZ", "'; drop", "9" * 20)
    ]
    bodies = {page.split('role="alert"')[1].split("</div>")[0] for page in answers}
    assert len(bodies) == 1


def test_trying_many_codes_is_stopped(client, db):
    for _ in range(TRIES):
        assert client.post(URL, {"kode": "ZZZZ-ZZZZ"}).status_code == 200
    answer = client.post(URL, {"kode": "ZZZZ-ZZZZ"})
    assert answer.status_code == 429
    assert "Terlalu banyak percobaan" in answer.content.decode()
    assert client.get(URL).status_code == 200


def test_hidden_characters_and_nothing_at_all(client, db):
    for written in ("", "\x00\x00", "\u202eABCD"):
        assert client.post(URL, {"kode": written}).status_code == 200
