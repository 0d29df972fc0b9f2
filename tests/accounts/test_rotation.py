import io

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection

from ikm_portal.accounts.actions import rotation
from ikm_portal.accounts.models import User
from ikm_portal.common import crypto

pytestmark = pytest.mark.django_db


def run():
    out = io.StringIO()
    call_command("rotate_field_keys", stdout=out)
    return out.getvalue()


def raw(user):
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_hash FROM accounts_user WHERE id = %s", [user.pk])
        return cursor.fetchone()


def test_old_key_can_leave_after_the_run(make_user, settings):
    settings.FIELD_KEYS = ["kunci-lama"]
    users = [make_user() for _ in range(3)]
    phones = [user.phone for user in users]
    Authenticator.objects.create(
        user=users[0], type="totp", data={"secret": crypto.encrypt("RAHASIA"), "x": 1}
    )
    settings.FIELD_KEYS = ["kunci-baru", "kunci-lama"]
    assert User.objects.find(phones[0]) == users[0], "found while keys are being changed"
    assert "accounts.User.phone: 3 rotated" in run()
    assert "3 current" in run()
    settings.FIELD_KEYS = ["kunci-baru"]
    for user, phone in zip(users, phones, strict=True):
        assert User.objects.get(pk=user.pk).phone == phone
        assert User.objects.find(phone) == user
        assert raw(user)[1] == crypto.blind_index(phone, "phone")
    kept = Authenticator.objects.get().data
    assert (crypto.decrypt(kept["secret"]), kept["x"]) == ("RAHASIA", 1)


def test_batches_cover_every_row(make_user, settings, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    settings.FIELD_KEYS = ["kunci-lama"]
    for _ in range(5):
        make_user()
    settings.FIELD_KEYS = ["kunci-baru", "kunci-lama"]
    assert "accounts.User.phone: 5 rotated" in run()


def test_a_row_changed_meanwhile_is_left_alone(make_user, settings, monkeypatch):
    settings.FIELD_KEYS = ["kunci-lama"]
    user = make_user()
    settings.FIELD_KEYS = ["kunci-baru", "kunci-lama"]
    decrypt = crypto.decrypt

    def someone_is_faster(token):
        value = decrypt(token)
        user.phone = "+6281299990000"
        user.save()
        return value

    monkeypatch.setattr(rotation.crypto, "decrypt", someone_is_faster)
    counts = rotation.rotate_field(User, User._meta.get_field("phone"))
    monkeypatch.undo()
    assert counts == {"changed": 1}
    assert User.objects.get(pk=user.pk).phone == "+6281299990000"


def test_what_no_key_opens_is_reported_and_kept(make_user, settings):
    settings.FIELD_KEYS = ["kunci-hilang"]
    user = make_user()
    before = raw(user)
    settings.FIELD_KEYS = ["kunci-baru"]
    with pytest.raises(CommandError, match="1 unreadable"):
        run()
    assert raw(user) == before


def test_two_rows_with_one_number_are_reported(make_user, settings):
    settings.FIELD_KEYS = ["kunci-lama"]
    make_user(phone="+6281211112222")
    settings.FIELD_KEYS = ["kunci-baru"]
    make_user(phone="+6281211112222")  # the old hash does not collide with the new one
    settings.FIELD_KEYS = ["kunci-baru", "kunci-lama"]
    with pytest.raises(CommandError, match="1 clash"):
        run()
