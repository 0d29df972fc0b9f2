"""Whoever opens the address of a button gets words and a way back, not a blank page."""

from django.urls import reverse


def test_the_address_of_a_button_answers_with_a_page(cast, client):
    client.force_login(cast.member1)

    response = client.get(reverse("member:wizard-start"))

    assert response.status_code == 405
    assert "Tekan tombolnya sekali lagi" in response.text
    assert reverse("start") in response.text


def test_a_program_that_sends_the_wrong_verb_gets_no_page(cast, client):
    client.force_login(cast.member1)

    response = client.put(reverse("member:wizard-start"))

    assert response.status_code == 405
    assert response.content == b""
