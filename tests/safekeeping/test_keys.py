"""What today's keys open."""

import pytest
from allauth.mfa.models import Authenticator

from ikm_portal.accounts.models import User
from ikm_portal.common import crypto
from ikm_portal.safekeeping import keys


@pytest.mark.django_db
def test_each_value_that_no_key_opens_is_counted_by_its_column(settings):
    settings.FIELD_KEYS = ["kunci-lama"]
    old = User.objects.create_user(name="Siti", kind="member", phone="+6281234567890")
    Authenticator.objects.create(user=old, type="totp", data={"secret": crypto.encrypt("RAHASIA")})
    assert keys.unreadable_values() == (2, {})
    settings.FIELD_KEYS = ["kunci-baru"]
    User.objects.create_user(name="Budi", kind="member", phone="+6281234567891")
    opened, closed = keys.unreadable_values()
    assert opened == 1
    assert closed == {"accounts.user.phone": 1, "mfa.authenticator": 1}
    settings.FIELD_KEYS = ["kunci-baru", "kunci-lama"]
    assert keys.unreadable_values() == (3, {})


def test_a_seal_is_of_one_content_and_one_key(settings):
    settings.FIELD_KEYS = ["satu"]
    said, of = keys.seal(b"isi"), keys.fingerprint("satu")
    assert "satu" not in of
    assert keys.seal_holds(b"isi", said, of)
    assert not keys.seal_holds(b"isi lain", said, of)
    settings.FIELD_KEYS = ["dua"]
    assert not keys.seal_holds(b"isi", said, of)
