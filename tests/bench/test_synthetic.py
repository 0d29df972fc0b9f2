"""The invented population: valid in every row, the same for one seed, never beside real people."""

from __future__ import annotations

import datetime
import re

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from associations.models import Business, Consent, Membership, Owner, Permit, Region
from financing.enums import ReferralState
from financing.models import Application, Decision, Referral
from financing.models.application import _ALPHABET
from ikm_portal.audit.models import Entry
from ikm_portal.calendar.days import add_working_days
from ikm_portal.common import crypto
from ikm_portal.common.nik import parse_nik
from ikm_portal.common.phone import parse_phone
from ikm_portal.synthetic import files
from ikm_portal.synthetic import load as loading
from ikm_portal.synthetic.load import CannotLoad, Size, load
from ikm_portal.synthetic.tokens import encrypt_all

TODAY = datetime.date(2026, 3, 18)
SMALL = Size(businesses=60, applications=150, referrals=120, banks=4)


@pytest.mark.parametrize("size", [1, 14, 15, 16, 31])
def test_tokens_in_bulk_are_what_the_portal_opens(size):
    values = [str(number).zfill(size)[-size:] for number in range(40)]
    tokens = encrypt_all(values, moment=1_700_000_000, rng=np.random.default_rng(1))
    assert [crypto.decrypt(token) for token in tokens] == values
    assert all(crypto.is_current(token) for token in tokens)
    assert len(set(tokens)) == 40


@pytest.mark.parametrize("values", [["12", "123"], ["1" * 32], ["é"]])
def test_tokens_in_bulk_refuse_what_they_could_not_close(values):
    with pytest.raises((ValueError, UnicodeEncodeError)):
        encrypt_all(values, moment=1, rng=np.random.default_rng(1))


def rows_of(model):
    moving = {"id", "at"}
    columns = [f.attname for f in model._meta.concrete_fields if f.attname not in moving]
    return list(model.objects.order_by("pk").values_list(*columns))


@pytest.fixture
def population(db):
    assert load(SMALL, seed=5, today=TODAY) == 764


@pytest.mark.usefixtures("population")
def test_every_row_is_one_that_the_forms_would_take():
    for model in (Owner, Business, Permit, Membership, Consent, Application, Referral, Decision):
        rows = list(model.objects.all())
        assert rows, model
        for row in rows:
            row.full_clean(validate_constraints=row.pk % 7 == 0)  # the database has checked them
    for owner in Owner.objects.all():
        nik = parse_nik(owner.nik, today=TODAY)
        assert (nik.birth_date, nik.sex) == (owner.birth_date, owner.sex)
        assert nik.region_code == owner.region_id
        assert parse_phone(owner.phone) == owner.phone
        assert owner.nik_hash == crypto.blind_index(owner.nik, "nik")
        assert owner.npwp_hash == crypto.blind_index(owner.npwp, "npwp")
        assert owner.phone_hash == crypto.blind_index(owner.phone, "phone")
        if owner.user:
            assert owner.user.phone == owner.phone
            assert not owner.user.has_usable_password()


@pytest.mark.usefixtures("population")
def test_files_tell_one_story():
    assert Application.objects.count() == SMALL.applications
    assert Referral.objects.count() == SMALL.referrals
    assert {*Referral.objects.values_list("state", flat=True)} <= {*ReferralState.values}
    for referral in Referral.objects.select_related("application__business", "branch__bank"):
        business = referral.application.business
        assert referral.owner_id == business.owner_id == referral.application.owner_id
        assert referral.branch.serves.get().code == business.kabupaten_code
        assert referral.product.bank_id == referral.branch.bank_id
        assert referral.product.min_amount <= referral.amount <= referral.product.max_amount
        sent = referral.sent_at.astimezone(datetime.timezone(datetime.timedelta(hours=7))).date()
        assert referral.due_on == add_working_days(sent, referral.branch.bank.decision_days)
        if referral.officer:
            assert referral.officer.postings.get().branch_id == referral.branch_id
        assert hasattr(referral, "decision") == (referral.decided_at is not None)
    invented = ("financing.application", "financing.referral", "associations.owner")
    assert not Entry.objects.filter(subject_type__in=invented).exists()


@pytest.mark.django_db
def test_one_seed_one_population():
    models = (Owner, Business, Application, Referral, Decision)
    seen = []
    for seed in (5, 5, 6):
        with transaction.atomic():
            load(SMALL, seed=seed, today=TODAY)
            seen.append([_readable(model) for model in models])
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def _readable(model):
    """Without ids, which come from sequences, and what the clock gives."""
    wanted = [
        f.attname
        for f in model._meta.concrete_fields
        if not f.is_relation and f.attname != "code" and not f.primary_key
    ]
    return list(model.objects.order_by("pk").values_list(*wanted))


_SHAPE = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
ORDER BY 1, 2, 3
"""


@pytest.mark.django_db
def test_indexes_and_keys_come_back(monkeypatch):
    def shape():
        with connection.cursor() as cursor:
            cursor.execute(_SHAPE)
            # PostgreSQL writes the casts of a condition anew; everything else must be the same.
            return {(*row[:2], re.sub(r"::[a-z ]+(\[\])?|[()]", "", row[2])) for row in cursor}

    before = shape()
    monkeypatch.setattr(loading, "WITHOUT_INDEXES_FROM", 1)
    load(SMALL, seed=5, today=TODAY)
    assert shape() ^ before == set()
    assert len(before) > 100


@pytest.mark.django_db
def test_whoever_comes_next_gets_an_id_of_their_own():
    load(SMALL, seed=5, today=TODAY)
    top = Owner.objects.latest("pk")
    fresh = Owner.objects.create(
        name="Baru",
        nik="1871010101900001",
        sex="L",
        birth_date=datetime.date(1990, 1, 1),
        region=Region.objects.get(code="18.71.01"),
    )
    assert fresh.pk == top.pk + 1


@pytest.mark.usefixtures("population")
def test_not_twice_in_one_database():
    with pytest.raises(CannotLoad, match="sudah ada"):
        load(SMALL, seed=6, today=TODAY)


def test_never_beside_a_real_person(cast):
    Owner.objects.update(is_demo=False)
    before = Owner.objects.count()
    with pytest.raises(CannotLoad, match="sungguhan"):
        load(SMALL, seed=5, today=TODAY)
    assert Owner.objects.count() == before


def test_beside_the_demo_only_where_a_demo_is_allowed(cast, settings):
    Owner.objects.update(is_demo=True)
    with pytest.raises(CannotLoad, match="tidak kosong"):
        load(SMALL, seed=5, today=TODAY, only_empty=True)
    settings.DEMO = False
    with pytest.raises(CannotLoad, match="sungguhan"):
        load(SMALL, seed=5, today=TODAY)
    settings.DEMO = True
    assert load(SMALL, seed=5, today=TODAY)


@pytest.mark.parametrize(
    "size",
    [Size(0, 1, 1, 1), Size(10, 10, 11, 1), Size(10, 10, 5, 0), Size(10, 401, 1, 1)],
)
@pytest.mark.django_db
def test_impossible_sizes_are_refused(size):
    with pytest.raises(CannotLoad):
        load(size)
    assert not Owner.objects.exists()


def test_codes_never_meet():
    codes = {files.code_of(number) for number in range(1, 30_000)}
    assert len(codes) == 29_999
    assert set("".join(codes)) == {*_ALPHABET, "-"}


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys):
    call_command("load_synthetic", "--businesses", "30", "--referrals", "40", "--banks", "2")
    assert "40 rujukan" in capsys.readouterr().out
    assert Application.objects.count() == Referral.objects.count() == 40
    with pytest.raises(CommandError, match="sudah ada"):
        call_command("load_synthetic", "--businesses", "30")
