"""Encrypted columns: unreadable in the database, found by a keyed hash, keys can be changed."""

import pytest
from cryptography.fernet import InvalidToken
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from ikm_portal.accounts.models import User
from ikm_portal.common import crypto

PHONE = "+6281234567890"


def test_round_trip_and_two_encryptions_differ():
    first, second = crypto.encrypt(PHONE), crypto.encrypt(PHONE)
    assert first != second
    assert PHONE not in first
    assert crypto.decrypt(first) == crypto.decrypt(second) == PHONE


def test_an_older_key_still_opens_and_rotate_closes_anew(settings):
    settings.FIELD_KEYS = ["old"]
    token, index = crypto.encrypt(PHONE), crypto.blind_index(PHONE, "phone")
    settings.FIELD_KEYS = ["new", "old"]
    assert crypto.decrypt(token) == PHONE
    assert index in crypto.blind_indexes(PHONE, "phone")
    assert crypto.blind_index(PHONE, "phone") != index
    rotated = crypto.rotate(token)
    settings.FIELD_KEYS = ["new"]
    assert crypto.decrypt(rotated) == PHONE
    with pytest.raises(InvalidToken):
        crypto.decrypt(token)


def test_without_a_key_nothing_is_stored(settings):
    settings.FIELD_KEYS = []
    with pytest.raises(ImproperlyConfigured):
        crypto.encrypt(PHONE)


def test_hashes_of_two_purposes_cannot_be_compared():
    assert crypto.blind_index("1", "nik") != crypto.blind_index("1", "phone")
    assert len(crypto.blind_index("1", "nik")) == 64
    assert crypto.blind_index("", "nik") == ""
    assert crypto.blind_indexes("", "nik") == []


@pytest.mark.django_db
def test_the_row_holds_no_readable_phone():
    user = User.objects.create_user(name="Siti", kind="member", phone=PHONE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(u)::text FROM accounts_user u WHERE id = %s", [user.pk])
        (row,) = cursor.fetchone()
    assert "81234567890" not in row
    user.refresh_from_db()
    assert user.phone == PHONE
    assert User.objects.find("0812 3456 7890") == user


@pytest.mark.django_db
def test_empty_stays_empty_and_a_filter_on_it_is_a_mistake():
    user = User.objects.create_user(name="Siti", kind="member", email="siti@contoh.test")
    user.refresh_from_db()
    assert user.phone == ""
    with pytest.raises(TypeError, match="blind index"):
        User.objects.filter(phone=PHONE)
