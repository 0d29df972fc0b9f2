import pytest

from ikm_portal.notifications.channels import channel_named, click_to_chat, open_channels
from ikm_portal.notifications.enums import ChannelName


def test_only_what_is_configured_is_open():
    assert [channel.name for channel in open_channels()] == [ChannelName.EMAIL]
    for name in ChannelName:
        assert channel_named(name).name == name


def test_no_mailer_no_mail(settings):
    settings.MAILERS = {}
    assert open_channels() == []


def test_click_to_chat_carries_any_text():
    address = click_to_chat("+6281234567890", "Halo, Bu Siti & Pak Budi?\n#1 100%")
    assert address == (
        "https://wa.me/6281234567890?text=Halo%2C%20Bu%20Siti%20%26%20Pak%20Budi%3F%0A%231%20100%25"
    )
    with pytest.raises(ValueError, match="belum ada"):
        click_to_chat("", "Halo")
