"""A virus scanner, when one is configured: ClamAV's daemon over TCP (CLAMAV_URL=tcp://host:3310)."""

from __future__ import annotations

import logging
import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from ikm_portal.documents.refusal import Refused

logger = logging.getLogger(__name__)
_CHUNK = 64 * 1024
_SECONDS = 20


def scan(content: bytes) -> None:
    """Raises Refused for what the scanner finds, and when it is configured but does not answer."""
    if not settings.CLAMAV_URL:
        return
    try:
        verdict = _ask(content)
    except OSError:
        logger.exception("the virus scanner does not answer")
        raise Refused(_("Berkas belum bisa diperiksa. Coba lagi beberapa menit lagi.")) from None
    if verdict.endswith("FOUND"):
        logger.warning("the virus scanner found something", extra={"verdict": verdict[:100]})
        raise Refused(_("Berkas ini mengandung virus. Kirim foto dari kertas aslinya."))
    if verdict != "stream: OK":
        logger.error("the virus scanner could not tell", extra={"verdict": verdict[:100]})
        raise Refused(_("Berkas belum bisa diperiksa. Coba lagi beberapa menit lagi."))


def _ask(content: bytes) -> str:
    parts = urlsplit(settings.CLAMAV_URL)
    address = (parts.hostname or "127.0.0.1", parts.port or 3310)
    with socket.create_connection(address, timeout=_SECONDS) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            line.sendall(struct.pack("!L", len(chunk)) + chunk)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            received = line.recv(4096)
            if not received or len(answer) > _CHUNK:
                break
            answer += received
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
