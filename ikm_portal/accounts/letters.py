"""Letters about an account itself. Links begin with SITE_URL, never with what a request says."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _

from ikm_portal.accounts.models import Invitation, User
from ikm_portal.common.templatetags.portal import tanggal
from ikm_portal.common.waking import hand_over

logger = logging.getLogger(__name__)


def site_link(url_name: str, key: str = "") -> str:
    """An absolute address; `key` is allauth's "<user in base 36>-<token>" for reset links."""
    if key:
        uid, _dash, token = key.partition("-")
        return settings.SITE_URL + reverse(url_name, kwargs={"uidb36": uid, "key": token})
    return settings.SITE_URL + reverse(url_name)


def invitation_link(token: str) -> str:
    return settings.SITE_URL + reverse("invitation", kwargs={"token": token})


def post(task: Any, *ids: Any) -> None:
    """Hand a letter to the worker. With Redis away it is sent at once; a lost letter is logged."""
    if hand_over(task, *ids):
        return
    try:
        task(*ids)
    except OSError:
        logger.exception("letter not sent", extra={"task_name": task.name})


def send(address: str, subject: str, paragraphs: list[str]) -> None:
    body = "\n\n".join([*paragraphs, _("Portal IKM Lampung\nDisperindag Provinsi Lampung")])
    send_mail(subject, body, None, [address])


def invitation_text(invitation: Invitation, link: str) -> str:
    """For e-mail and for chat; nothing personal but the name."""
    return _(
        "Halo %(name)s, ini tautan akun Anda di Portal IKM Lampung (Disperindag Provinsi "
        "Lampung). Buka, lalu buat kata sandi Anda: %(link)s\n\n"
        "Tautan berlaku sampai %(until)s dan hanya bisa dipakai sekali. "
        "Jangan teruskan kepada orang lain."
    ) % {"name": invitation.name, "link": link, "until": tanggal(invitation.expires_at)}


def send_invitation(invitation: Invitation, link: str) -> None:
    """At once and not through the queue: the link is a secret that may lie nowhere.

    A mail server that is away is logged; the inviter still has the link to pass on.
    """
    if not invitation.email:
        return
    try:
        send(
            invitation.email,
            _("Undangan ke Portal IKM Lampung"),
            [invitation_text(invitation, link)],
        )
    except OSError:
        logger.exception("invitation not sent", extra={"invitation": invitation.pk})


@shared_task(name="accounts.send_reset_link", autoretry_for=(OSError,), retry_backoff=True)
def send_reset_link(user_id: int) -> None:
    """Does nothing for an id that is no active account: the page asks for every address alike."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not user.email or not user.has_usable_password():
        return
    key = f"{int_to_base36(user.pk)}-{default_token_generator.make_token(user)}"
    send(
        user.email,
        _("Atur ulang kata sandi"),
        [
            _("Halo %(name)s,") % {"name": user.name},
            _("Buka tautan ini untuk membuat kata sandi baru. Berlaku 2 jam, satu kali pakai:"),
            site_link("account_reset_password_from_key", key),
            _("Kalau bukan Anda yang meminta, abaikan surel ini. Kata sandi Anda tidak berubah."),
        ],
    )
