import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from ikm_portal.accounts import groups
from ikm_portal.audit.models import Entry

pytestmark = pytest.mark.django_db


def run(*args):
    out = io.StringIO()
    call_command("sync_groups", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def table(monkeypatch):
    """A table of the test's own; the house's stays as it is."""
    own = {}
    monkeypatch.setattr(groups, "_table", own)
    return own


def permissions(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_groups_become_what_the_table_says(table):
    groups.extend({"Petugas": {"accounts.User": ["view"], "accounts.invitation": ["invite_staff"]}})
    run()
    assert permissions("Petugas") == {"view_user", "invite_staff"}
    Group.objects.get(name="Petugas").permissions.add(
        Permission.objects.get(codename="delete_user")
    )
    Group.objects.create(name="Dibuat sendiri")
    assert "-delete_user" in run()
    assert permissions("Petugas") == {"view_user", "invite_staff"}
    assert not Group.objects.filter(name="Dibuat sendiri").exists()


def test_second_run_changes_nothing(table):
    groups.extend({"Petugas": {"accounts.user": ["view"]}})
    run()
    before = Entry.objects.count()
    assert "in line" in run()
    assert Entry.objects.count() == before
    run("--check")


def test_apps_add_to_the_table(table):
    groups.extend({"Petugas": {"accounts.user": ["view"]}})
    groups.extend({"Petugas": {"accounts.user": ["change"], "audit.entry": ["view"]}})
    run()
    assert permissions("Petugas") == {"view_user", "change_user", "view_entry"}


def test_models_to_come_are_listed_and_fail_only_the_check(table):
    groups.extend({"Petugas": {"nanti.belumada": ["view"], "accounts.user": ["view"]}})
    assert "nanti.belumada: view (Petugas)" in run()
    assert permissions("Petugas") == {"view_user"}
    with pytest.raises(CommandError):
        run("--check")


def test_check_changes_nothing(table):
    groups.extend({"Petugas": {"accounts.user": ["view"]}})
    with pytest.raises(CommandError):
        run("--check")
    assert not Group.objects.exists()


def test_verbs_of_a_model_and_whole_codenames(table):
    groups.extend({"Petugas": {"accounts.invitation": ["invite_staff"], "accounts.user": ["add"]}})
    run()
    assert permissions("Petugas") == {"invite_staff", "add_user"}


def test_the_real_table_fits_the_models_of_the_house():
    run()
    run("--check")
    assert {"Petugas", "Kepala/penyetuju", "Pengelola data", "Pembaca"} <= set(
        Group.objects.values_list("name", flat=True)
    )
    assert "verify_application" in permissions("Petugas")
    assert "appoint_staff" not in permissions("Petugas")
