"""Answering a request for support without an account: one link, one request, one institution."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from financing import rules
from financing.actions import support
from financing.enums import SupportState
from financing.models import LinkHolder, SupportLink, SupportRequest
from financing.models.support_link import VALID_FOR
from ikm_portal.accounts import letters
from ikm_portal.accounts.models.invitation import hash_token, new_token
from ikm_portal.audit.engine import record
from ikm_portal.common.templatetags.portal import tanggal

logger = logging.getLogger(__name__)


class LinkClosed(Exception):
    """Expired, withdrawn, handed on, ended and never given alike: no sentence tells which."""


@dataclass(frozen=True)
class Given:
    """`url` holds the secret and exists only here: show it once, store it nowhere."""

    link: SupportLink
    url: str

    @property
    def chat_text(self) -> str:
        """Says what it is about, and nothing of who asked."""
        with translation.override(settings.LANGUAGE_CODE):
            return _(
                "Halo %(name)s, Disperindag Provinsi Lampung meminta jawaban %(office)s untuk "
                "permintaan %(code)s: %(url)s\n\n"
                "Tanpa akun. Berlaku sampai %(until)s, hanya untuk permintaan ini. "
                "Jangan teruskan kepada orang lain."
            ) % {
                "name": self.link.name,
                "office": self.link.institution.short_name,
                "code": self.link.request.code,
                "url": self.url,
                "until": tanggal(self.link.expires_at),
            }


@transaction.atomic
def give_link(*, request: SupportRequest, name: str, by: Any, email: str = "") -> Given:
    """A fresh link for a person of the institution that has the request. Raises CannotAsk.

    The letter leaves when the transaction commits, past the queue: the link may lie nowhere.
    """
    answer = rules.may_route_support(by, request)
    if not answer:
        raise support.CannotAsk(str(answer.reason))
    request = SupportRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if request.institution is None or request.state not in SupportState.open_ones():
        raise support.CannotAsk(_("Teruskan dulu permintaan ini ke sebuah instansi."))
    token, now = new_token(), timezone.now()
    link = SupportLink.objects.create(
        request=request,
        institution=request.institution,
        name=name,
        email=email,
        token_hash=hash_token(token),
        invited_by=by,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    record("financing.supportrequest.give_link", request, by=by, data={"link": link.pk})
    given = Given(link, settings.SITE_URL + reverse("answer-by-link", args=[token]))
    transaction.on_commit(lambda: _send(given))
    return given


def _send(given: Given) -> None:
    if not given.link.email:
        return
    with translation.override(settings.LANGUAGE_CODE):  # not the language of whoever clicked
        subject = _("Permintaan %(code)s untuk Anda jawab") % {"code": given.link.request.code}
        try:
            letters.send(given.link.email, subject, [given.chat_text])
        except OSError:
            logger.exception("link not sent", extra={"link": given.link.pk})


@transaction.atomic
def withdraw_links(*, request: SupportRequest, by: Any) -> int:
    """All of the request's links stop working; how many did."""
    answer = rules.may_route_support(by, request)
    if not answer:
        raise support.CannotAsk(str(answer.reason))
    count = request.links.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    record("financing.supportrequest.withdraw_links", request, by=by, data={"links": count})
    return count


def find_link(token: str) -> SupportLink | None:
    return (
        SupportLink.objects.open()
        .filter(token_hash=hash_token(token))
        .select_related("institution", "request__kind", "request__institution")
        .first()
    )


@transaction.atomic
def act_by_link(token: str, step: Callable[[SupportRequest, LinkHolder], object]) -> None:
    """Runs `step(request, holder)` while nobody hands the request on. Raises LinkClosed, and what
    the step raises."""
    link = find_link(token)
    if link is None:
        raise LinkClosed
    request = SupportRequest.objects.select_for_update(no_key=True).get(pk=link.request_id)
    if find_link(token) is None:  # handed on while we waited
        raise LinkClosed
    step(request, link.holder)
