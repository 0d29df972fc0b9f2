"""The main menu, by kind of person. One table: a new room is one line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ikm_portal.accounts.enums import Kind


@dataclass(frozen=True)
class Room:
    label: Promise
    url_name: str
    icon: str


PUBLIC = [
    Room(_("Beranda"), "home", "home"),
    Room(_("Tentang KUR"), "kur", "money"),
    Room(_("Asosiasi"), "associations:directory", "users"),
    Room(_("Rapat"), "meetings:list", "calendar"),
    Room(_("Komitmen"), "meetings:ledger", "handshake"),
]
BY_KIND = {
    Kind.MEMBER: [
        Room(_("Usaha saya"), "member:home", "home"),
        Room(_("Pengajuan"), "member:applications", "paper"),
        Room(_("Minta dukungan"), "member:support", "handshake"),
        Room(_("Tentang KUR"), "kur", "money"),
        Room(_("Rapat"), "meetings:list", "calendar"),
    ],
    Kind.MANAGER: [
        Room(_("Asosiasi saya"), "manager:home", "home"),
        Room(_("Anggota"), "manager:members", "users"),
        Room(_("Pengajuan"), "manager:applications", "paper"),
        Room(_("Dukungan"), "manager:support", "handshake"),
        Room(_("Tentang KUR"), "kur", "money"),
        Room(_("Rapat"), "meetings:list", "calendar"),
    ],
    Kind.OFFICER: [
        Room(_("Antrean"), "bank:queue", "inbox"),
        Room(_("Tentang KUR"), "kur", "money"),
        Room(_("Rapat"), "meetings:list", "calendar"),
    ],
    Kind.STAFF: [
        Room(_("Ruang petugas"), "admin:index", "shield"),
        Room(_("Asosiasi"), "associations:directory", "users"),
        Room(_("Rapat"), "meetings:list", "calendar"),
        Room(_("Komitmen"), "meetings:ledger", "handshake"),
    ],
    Kind.GUEST: [
        Room(_("Tugas kami"), "guest:home", "inbox"),
        Room(_("Permintaan"), "guest:support", "handshake"),
        Room(_("Rapat"), "meetings:list", "calendar"),
        Room(_("Komitmen"), "meetings:ledger", "handshake"),
    ],
}


def items_for(user: Any, current_path: str) -> list[dict[str, Any]]:
    """Menu entries {label, url, icon, current}; the longest matching address is the current one."""
    rooms = BY_KIND[user.kind] if user is not None and user.is_authenticated else PUBLIC
    found = [(room, url) for room in rooms if (url := _address(room))]
    here = max((url for _, url in found if _within(current_path, url)), key=len, default="")
    return [
        {"label": room.label, "url": url, "icon": room.icon, "current": url == here}
        for room, url in found
    ]


def _address(room: Room) -> str:
    try:
        return reverse(room.url_name)
    except NoReverseMatch:
        return ""


def _within(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
