import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ikm_portal.accounts.models import User
from ikm_portal.documents.actions import store
from ikm_portal.settings import env
from tests.documents import material


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Files of tests never meet real ones."""
    settings.STORAGES = {**settings.STORAGES, "default": env.storage("", tmp_path / "media")}
    return tmp_path / "media"


@pytest.fixture
def siti(db):
    return User.objects.create_user(name="Siti", kind="member", email="siti@contoh.test")


@pytest.fixture
def budi(db):
    return User.objects.create_user(name="Budi", kind="officer", email="budi@contoh.test")


@pytest.fixture
def upload(siti):
    def _upload(content=None, name="ktp.jpg", kind="test.paper", **more):
        content = material.picture() if content is None else content
        return store(SimpleUploadedFile(name, content), **{"by": siti, "kind": kind, **more})

    return _upload
