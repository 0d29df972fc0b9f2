import pytest
from django.core.exceptions import ImproperlyConfigured

from ikm_portal.settings import env


def test_a_folder_by_default(tmp_path):
    found = env.storage("", tmp_path)
    assert found["BACKEND"].endswith("FileSystemStorage")
    assert found["OPTIONS"]["file_permissions_mode"] == 0o600


def test_a_bucket_by_address(tmp_path):
    found = env.storage("s3://key:s%2Fcret@s3.contoh.test:9000/berkas?region=id-1", tmp_path)
    assert found["OPTIONS"]["secret_key"] == "s/cret"
    assert found["OPTIONS"]["endpoint_url"] == "https://s3.contoh.test:9000"
    assert found["OPTIONS"]["bucket_name"] == "berkas"
    assert found["OPTIONS"]["default_acl"] == "private"


@pytest.mark.parametrize("url", ["ftp://a/b", "s3://", "s3://host/"])
def test_anything_else_stops_the_start(url, tmp_path):
    with pytest.raises(ImproperlyConfigured):
        env.storage(url, tmp_path)
