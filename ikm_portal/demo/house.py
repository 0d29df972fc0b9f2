"""Set-up that no action exists for: accounts with a password, the associations, who runs them."""

from __future__ import annotations

import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from associations.models import Association, AssociationFigure, KbliCode, Manager, Region
from ikm_portal.accounts import groups
from ikm_portal.accounts.actions.group import sync_groups
from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.models import User
from ikm_portal.demo.accounts import NAMES, PASSWORD

STAFF, HEAD = "staf@disperindag.test", "kepala@disperindag.test"
_MEETING_DAY = datetime.date(2023, 5, 19)
_PRESS = "rapat sinergi 19 Mei 2023 (newskabarindonesia.com)"
_EXAMPLE = "data contoh"

# slug, short (in addresses), name, commodity, KBLI 2020, icon, about
ASSOCIATIONS = [
    ("kopi-bubuk", "kopi", "Asosiasi IKM Kopi Bubuk Lampung", "kopi bubuk", "10761", "coffee",
     "Pengolah kopi robusta menjadi kopi bubuk: menyangrai, menggiling, mengemas."),
    ("garam-beryodium", "garam", "Asosiasi Pengemas Garam Beryodium Lampung", "garam beryodium",
     "10774", "salt", "Mencuci, memberi yodium, dan mengemas garam konsumsi."),
    ("keripik-pisang", "keripik", "Asosiasi IKM Keripik Pisang Lampung", "keripik pisang",
     "10794", "banana", "Keripik pisang aneka rasa, oleh-oleh khas Lampung."),
]  # fmt: skip

# association, what is counted, number, out of, roughly, source
_FIGURES = [
    ("kopi-bubuk", "Anggota yang disebut di rapat", 60, None, False, _PRESS),
    ("garam-beryodium", "Pengemas yang sudah jadi anggota", 13, 30, True, _PRESS),
    ("keripik-pisang", "Anggota", 40, None, False, _EXAMPLE),
]


def account(email: str, kind: str, *, name: str = "", phone: str = "", hashed: str = "") -> User:
    """A demo account. `hashed`: the demo's password, hashed; without it nobody signs in."""
    user = User.objects.create_user(
        email=email or None,
        phone=phone,
        name=name or NAMES[email],
        kind=kind,
        is_staff=kind == Kind.STAFF,
        is_demo=True,
    )
    if hashed:
        user.password = hashed
        user.save(update_fields=["password"])
    return user


def hashed_password() -> str:
    """One hash for all demo accounts: a hash is slow on purpose, and this password is public."""
    return make_password(PASSWORD)


def furnish(hashed: str) -> None:
    """Staff with their groups, the three associations with their figures and managers."""
    _staff(hashed)
    province = Region.objects.get(code="18")
    for slug, short, name, commodity, kbli, icon, about in ASSOCIATIONS:
        association = Association.objects.create(
            slug=slug,
            name=name,
            commodity=commodity,
            kbli=KbliCode.objects.get(code=kbli, edition="2020"),
            region=province,
            icon=icon,
            about=about,
            is_demo=True,
        )
        manager = account(f"pengurus@{short}.test", Kind.MANAGER, hashed=hashed)
        Manager.objects.create(association=association, user=manager)
    for slug, label, value, out_of, roughly, source in _FIGURES:
        AssociationFigure.objects.create(
            association=Association.objects.get(slug=slug),
            label=label,
            value=value,
            out_of=out_of,
            is_approximate=roughly,
            as_of=_MEETING_DAY,
            source=source,
        )


def _staff(hashed: str) -> None:
    sync_groups()
    for email, group in ((STAFF, groups.OFFICE), (HEAD, groups.APPROVER)):
        user = account(email, Kind.STAFF, hashed=hashed)
        user.groups.add(Group.objects.get(name=group))


def person(email: str) -> User:
    """The demo account of this address, with permissions read afresh."""
    return User.objects.get(email=email)


def manager_of(association: Association) -> User:
    manager = association.managers.filter(until=None).select_related("user").earliest("pk")
    return manager.user
