"""The drill: back up a portal, lose it, restore it elsewhere, and prove that nothing is missing."""

import json
import shutil
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from associations.models import Owner
from financing.models import Application, ApplicationPaper
from ikm_portal.accounts.models import User
from ikm_portal.audit.chain import verify
from ikm_portal.audit.engine import record
from ikm_portal.audit.models import Entry
from ikm_portal.documents.models import Document
from ikm_portal.safekeeping import database
from ikm_portal.safekeeping.database import aimed_at, ask
from tests.cast import photo
from tests.safekeeping.conftest import databases, restore_into, run

pytestmark = pytest.mark.slow


def counts():
    return {table: ask(f"SELECT count(*) FROM {table}")[0][0] for table in database.tables()}


def test_everything_comes_back(portal, elsewhere, tmp_path, folder, client):
    client.force_login(portal.member1)
    owner = Owner.objects.get(user=portal.member1)
    before, links = counts(), verify().entries
    paper = ApplicationPaper.objects.filter(application=portal.application).first().document
    with paper.open() as file:
        content = file.read()
    said = run("backup", tmp_path / "cadangan")
    assert "FIELD_KEYS" in said
    assert "TIDAK ada di sini" in said
    shutil.rmtree(folder)

    said = restore_into(elsewhere, tmp_path / "cadangan")

    assert f"Rantai jejak utuh: {links} mata rantai" in said
    assert databases(elsewhere) == [elsewhere], "no draft, nothing put aside"
    with aimed_at(elsewhere):
        after = counts()
        assert before.pop("public.django_session") == 1
        assert after.pop("public.django_session") == 0, "nobody stays signed in"
        assert after == before | {"public.audit_entry": before["public.audit_entry"] + 1}
        assert verify().holds
        assert Entry.objects.latest("seq").action == "safekeeping.restored"
        assert Owner.objects.get(pk=owner.pk).nik == owner.nik
        assert User.objects.find(portal.member1.email) == portal.member1
        with Document.objects.get(pk=paper.pk).open() as file:
            assert file.read() == content
        record("test.works", portal.member1, by=portal.member1)
        assert verify().entries == links + 2, "the triggers came along"
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*"))


def test_the_backup_is_one_moment(portal, elsewhere, tmp_path, monkeypatch):
    """What is committed while the dump runs is neither in the dump nor in the counts."""
    real = database.dump

    def busy(*arguments, **options):
        worker = threading.Thread(target=_one_more_link, args=[portal.member1])
        worker.start()
        worker.join()
        real(*arguments, **options)

    links = verify().entries
    monkeypatch.setattr(database, "dump", busy)
    run("backup", tmp_path / "cadangan")
    assert verify().entries == links + 2, "that one, and the backup's own"
    manifest = json.loads((tmp_path / "cadangan" / "manifest.json").read_text())
    assert manifest["chain"]["seq"] == manifest["tables"]["audit_entry"] == links
    restore_into(elsewhere, tmp_path / "cadangan")


def _one_more_link(user):
    record("test.meanwhile", user, by=user)
    connections.close_all()


def test_a_full_database_is_replaced_only_when_told_and_kept_beside(
    backup, elsewhere, portal, folder
):
    restore_into(elsewhere, backup)
    with aimed_at(elsewhere):
        Application.objects.update(use="Diubah sesudah cadangan.")
        extra = _one_more_document(portal)
    with pytest.raises(CommandError, match="tidak kosong"):
        restore_into(elsewhere, backup)
    with pytest.raises(CommandError, match="--yes"):
        restore_into(elsewhere, backup, "--replace")

    said = restore_into(elsewhere, backup, "--replace", "--yes")

    now, kept = databases(elsewhere)
    assert now == elsewhere
    assert kept in said
    with aimed_at(elsewhere):
        assert not Document.objects.filter(pk=extra.pk).exists()
        assert "Diubah sesudah" not in Application.objects.get(pk=portal.application.pk).use
    with aimed_at(kept):
        assert Document.objects.filter(pk=extra.pk).exists()
        assert "Diubah sesudah" in Application.objects.get(pk=portal.application.pk).use
    assert (folder.with_name("media-before") / extra.storage_name).exists()
    assert (folder / extra.storage_name).exists(), "nothing is taken away"


def _one_more_document(portal):
    from ikm_portal.documents.actions import store

    return store(photo((1, 2, 3)), by=portal.member1, kind="financing.paper")


def test_an_older_backup_is_brought_up_to_date(backup, elsewhere, tmp_path):
    restore_into(elsewhere, backup)
    with aimed_at(elsewhere):
        call_command("migrate", "mfa", "0002", verbosity=0)
        run("backup", tmp_path / "tua")
    manifest = json.loads((tmp_path / "tua" / "manifest.json").read_text())
    assert "0003_authenticator_type_uniq" not in manifest["migrations"]["mfa"]
    said = restore_into(elsewhere, tmp_path / "tua", "--replace", "--yes")
    assert "dinaikkan" in said
    with aimed_at(elsewhere):
        call_command("migrate", check_unapplied=True, verbosity=0)
        assert verify().holds


def test_a_newer_backup_waits_for_its_portal(backup, elsewhere, tmp_path):
    restore_into(elsewhere, backup)
    with aimed_at(elsewhere):
        ask("INSERT INTO django_migrations (app, name, applied) VALUES ('audit', '9999_x', now())")
        run("backup", tmp_path / "baru")
    with pytest.raises(CommandError, match=r"lebih baru: audit\.9999_x"):
        restore_into(elsewhere, tmp_path / "baru", "--replace", "--yes")


def test_a_chain_that_was_broken_before_is_told_and_loses_nothing(backup, elsewhere, tmp_path):
    restore_into(elsewhere, backup)
    with aimed_at(elsewhere):
        ask("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_keep")
        ask("UPDATE audit_entry SET note = 'lain' WHERE seq = 2")
        ask("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_keep")
        assert "sudah putus di portal (link 2" in run("backup", tmp_path / "putus")
    said = restore_into(elsewhere, tmp_path / "putus", "--replace", "--yes")
    assert "sudah putus waktu dicadangkan (link 2" in said
    assert "utuh" not in said


def test_not_while_somebody_is_connected(backup, elsewhere):
    restore_into(elsewhere, backup)
    other = connection.copy()
    other.settings_dict = {**other.settings_dict, "NAME": elsewhere}
    with other.cursor() as cursor:
        cursor.execute("SELECT 1")
        with pytest.raises(CommandError, match="masih dipakai 1 sambungan"):
            restore_into(elsewhere, backup, "--replace", "--yes")
    other.close()
    restore_into(elsewhere, backup, "--replace", "--yes")
