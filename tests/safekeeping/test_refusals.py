"""What is not right is named, and then nothing has changed."""

import os
import shutil
from collections import namedtuple

import pytest
from django.core.management import CommandError
from django.db import connection

from associations.models import Owner
from ikm_portal.audit.models import Entry
from ikm_portal.documents.models import Document
from ikm_portal.safekeeping import database, keys
from ikm_portal.safekeeping.database import ask
from ikm_portal.safekeeping.manifest import Manifest
from ikm_portal.safekeeping.refusal import Refused
from tests.safekeeping.conftest import databases, restore_into, run

pytestmark = pytest.mark.slow


def flip(path, at=-1):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def refused(elsewhere, backup, sentence):
    with pytest.raises(CommandError, match=sentence) as why:
        restore_into(elsewhere, backup)
    assert why.value.returncode == 1
    assert databases(elsewhere) == []


def test_a_changed_byte_is_named(backup, elsewhere):
    document = Document.objects.first()
    for part in ("database.dump", "files.sha256", f"files/{document.storage_name}"):
        flip(backup / part)
        refused(elsewhere, backup, part)
        flip(backup / part)
    restore_into(elsewhere, backup)


def test_a_missing_part_is_named(backup, elsewhere):
    document = Document.objects.first()
    (backup / "files" / document.storage_name).unlink()
    refused(elsewhere, backup, document.storage_name)
    (backup / "database.dump").unlink()
    refused(elsewhere, backup, r"database\.dump tidak ada")
    (backup / "manifest.json").unlink()
    refused(elsewhere, backup, "bukan cadangan")


def test_a_rewritten_manifest_does_not_pass(backup, elsewhere):
    path = backup / "manifest.json"
    path.write_text(path.read_text().replace('"audit_entry": ', '"audit_entry": 1'))
    refused(elsewhere, backup, "segelnya tidak cocok")
    path.write_text("{")
    refused(elsewhere, backup, "rusak")


def test_the_wrong_key_is_told(backup, elsewhere, settings):
    needed = keys.fingerprint(settings.FIELD_KEYS[0])
    settings.FIELD_KEYS = ["kunci-lain"]
    refused(elsewhere, backup, f"Kunci salah.*{needed}")
    settings.FIELD_KEYS = ["kunci-lain", "tests-only-key"]
    restore_into(elsewhere, backup)


def test_an_older_key_that_is_still_needed_is_told(portal, elsewhere, settings, tmp_path):
    settings.FIELD_KEYS = ["kunci-baru", "tests-only-key"]
    run("backup", tmp_path / "cadangan")
    settings.FIELD_KEYS = ["kunci-baru"]
    refused(
        elsewhere, tmp_path / "cadangan", r"tidak membuka semua data: .*associations\.owner\.nik"
    )


def rewritten(backup, **changes):
    Manifest(**(vars(Manifest.read(backup)) | changes)).write(backup)


def test_another_content_than_counted_is_named(backup, elsewhere):
    whole = Manifest.read(backup)
    rewritten(backup, tables=whole.tables | {"associations_owner": 99, "hilang": 3})
    refused(elsewhere, backup, r"associations_owner \d+ \(seharusnya 99\), hilang tidak ada")
    rewritten(backup, tables=whole.tables, chain=whole.chain | {"hash": "a" * 64})
    refused(elsewhere, backup, "Ujung rantai")


def test_a_chain_that_breaks_on_the_way_is_named(portal, elsewhere, tmp_path):
    ask("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_keep")
    ask("UPDATE audit_entry SET payload = replace(payload, '{', '{ ') WHERE seq = 3")
    ask("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_keep")
    run("backup", tmp_path / "cadangan")
    whole = Manifest.read(tmp_path / "cadangan")
    rewritten(tmp_path / "cadangan", chain=whole.chain | {"problem": ""})
    refused(elsewhere, tmp_path / "cadangan", "putus di mata 3")


def test_a_database_from_a_newer_server_is_not_tried(backup, elsewhere):
    rewritten(backup, postgres={"server": 99, "tools": 18})
    refused(elsewhere, backup, "PostgreSQL 99, server ini")


def test_without_the_right_to_make_databases(backup, elsewhere):
    ask("DROP ROLE IF EXISTS ikm_plain")
    ask("CREATE ROLE ikm_plain")
    try:
        connection.settings_dict["OPTIONS"]["assume_role"] = "ikm_plain"
        refused(elsewhere, backup, "CREATEDB")
    finally:
        del connection.settings_dict["OPTIONS"]["assume_role"]
        connection.close()
        ask("DROP ROLE ikm_plain")


def test_a_backup_is_closed_to_others_and_holds_no_key(backup, settings):
    owner = Owner.objects.first()
    assert backup.stat().st_mode & 0o777 == 0o700
    for path in backup.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
        if path.is_file():
            content = path.read_bytes()
            assert settings.FIELD_KEYS[0].encode() not in content
            assert settings.SECRET_KEY.encode() not in content
            assert owner.nik.encode() not in content
    assert Entry.objects.latest("seq").action == "safekeeping.backed_up"


def test_an_older_backup_is_never_overwritten(backup):
    with pytest.raises(CommandError, match="sudah berisi"):
        run("backup", backup)


def test_a_backup_that_fails_leaves_nothing(portal, tmp_path, monkeypatch):
    def fail(*arguments, **options):
        raise Refused("pg_dump gagal")

    target = tmp_path / "tempat" / "cadangan"
    with monkeypatch.context() as patched:
        patched.setattr(database, "dump", fail)
        with pytest.raises(CommandError, match="pg_dump gagal"):
            run("backup", target)
    usage = namedtuple("usage", "total used free")(1, 1, 1024)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda path: usage)
        with pytest.raises(CommandError, match="Ruang kurang"):
            run("backup", target)
    assert os.listdir(target.parent) == []
    assert not Entry.objects.filter(action="safekeeping.backed_up").exists()
    target.mkdir()
    run("backup", target)


def test_files_that_the_portal_itself_has_lost_are_told(portal, elsewhere, folder, tmp_path):
    lost = Document.objects.first().storage_name
    flip(folder / lost)
    assert lost in run("backup", tmp_path / "cadangan")
    assert "1 berkas sudah hilang" in restore_into(elsewhere, tmp_path / "cadangan")


def test_a_bucket_keeps_its_own_versions(portal, elsewhere, settings, tmp_path):
    in_a_folder = settings.STORAGES
    bucket = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**in_a_folder, "default": bucket}
    assert "bucket" in run("backup", tmp_path / "cadangan")
    assert not (tmp_path / "cadangan" / "files.sha256").exists()
    restore_into(elsewhere, tmp_path / "cadangan")
    settings.STORAGES = in_a_folder
    with pytest.raises(CommandError, match="STORAGE_URL"):
        restore_into(elsewhere, tmp_path / "cadangan", "--replace", "--yes")
