"""The chain is made at commit by the database, and names what was changed."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from ikm_portal.accounts.models import User
from ikm_portal.audit.chain import verify
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def three_entries() -> None:
    user = User.objects.create_user(name="Rahayu", kind="staff", email="rahayu@contoh.test")
    for number in range(3):
        record("test.looked", user, by=user, note=f"ke-{number}", data={"n": number})


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_keep")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_keep")


def test_whole_chain_holds():
    three_entries()
    verdict = verify()
    assert verdict.holds
    assert verdict.entries == 3
    assert list(Entry.objects.order_by("id").values_list("seq", flat=True)) == [1, 2, 3]


def test_an_empty_chain_holds():
    assert verify().holds


@pytest.mark.parametrize(
    ("sql", "seq"),
    [
        ("UPDATE audit_entry SET note = 'ke-9' WHERE seq = 2", 2),
        ("UPDATE audit_entry SET payload = replace(payload, 'ke-1', 'ke-9') WHERE seq = 2", 2),
        ("UPDATE audit_entry SET data = '{\"n\": 7}' WHERE seq = 3", 3),
        ("DELETE FROM audit_entry WHERE seq = 1", 1),
        ("DELETE FROM audit_entry WHERE seq = 3", 3),
    ],
)
def test_a_change_is_named(sql, seq):
    three_entries()
    tamper(sql)
    verdict = verify()
    assert not verdict.holds
    assert verdict.broken_at == seq


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET note = ''", "DELETE FROM audit_entry"])
def test_the_database_refuses_changes(sql):
    three_entries()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify().holds


def test_a_transaction_that_fails_leaves_no_link():
    three_entries()
    user = User.objects.get()

    def fail() -> None:
        with transaction.atomic():
            record("test.looked", user, by=user)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    record("test.looked", user, by=user)
    assert verify().entries == 4
