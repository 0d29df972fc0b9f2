"""A person who can sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ikm_portal.accounts.enums import Kind
from ikm_portal.common.crypto import blind_index, blind_indexes
from ikm_portal.common.models.fields import EncryptedTextField
from ikm_portal.common.phone import InvalidPhone, parse_phone


class UserManager(BaseUserManager["User"]):
    def create_user(
        self,
        *,
        name: str,
        kind: str,
        email: str | None = None,
        phone: str = "",
        password: str | None = None,
        **more: Any,
    ) -> User:
        """Without a password the account can't sign in until its invitation is used."""
        user = self.model(
            name=name,
            kind=kind,
            email=self.normalize_email(email).lower() if email else None,
            phone=phone,
            **more,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, password: str, **more: Any) -> User:
        """For the first set-up of an installation only."""
        return self.create_user(
            name=more.pop("name", email),
            kind=Kind.STAFF,
            email=email,
            password=password,
            is_staff=True,
            is_superuser=True,
            **more,
        )

    def holding(self, permission: str) -> models.QuerySet[User]:
        """Active people who hold "app.codename" directly or by a group; superusers do not count."""
        app_label, codename = permission.split(".")
        own = self._with(app_label, codename, "user_permissions")
        by_group = self._with(app_label, codename, "groups__permissions")
        # One set of ids, not "in this or in that": PostgreSQL would read every account for an OR.
        return self.filter(pk__in=own.union(by_group), is_active=True)

    def _with(self, app_label: str, codename: str, path: str) -> models.QuerySet[Any]:
        right = {f"{path}__codename": codename, f"{path}__content_type__app_label": app_label}
        return self.filter(**right).values("pk")

    def find(self, login: str) -> User | None:
        """The account behind an e-mail address or a phone number in any spelling."""
        login = login.strip()
        if "@" in login:
            return self.filter(email=login.lower()).first()
        try:
            hashes = blind_indexes(parse_phone(login), "phone")
        except InvalidPhone:
            return None
        return self.filter(phone_hash__in=hashes).first()


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in, by e-mail or by phone."""

    email = models.EmailField(
        _("surel"),
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("Surel ini sudah dipakai.")},
    )
    phone = EncryptedTextField(_("nomor HP"), blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, editable=False)
    name = models.CharField(_("nama"), max_length=150)
    kind = models.CharField(_("jenis akun"), max_length=10, choices=Kind)
    is_staff = models.BooleanField(_("boleh masuk ruang petugas"), default=False)
    is_active = models.BooleanField(_("aktif"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("akun")
        verbose_name_plural = _("akun")
        permissions = [("appoint_staff", "Can put staff into groups and switch accounts off")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_lower_case"
            ),
            models.UniqueConstraint(
                fields=["phone_hash"],
                condition=~models.Q(phone_hash=""),
                name="user_phone_once",
                violation_error_message=_("Nomor HP ini sudah dipakai."),
            ),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | ~models.Q(phone_hash=""),
                name="user_can_be_reached",
                violation_error_message=_("Isi surel atau nomor HP."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_staff=False) | models.Q(kind="staff"),
                name="user_staff_kind",
                violation_error_message=_(
                    "Hanya petugas Disperindag yang boleh masuk ruang petugas."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = self.email.lower() if self.email else None
        self.phone_hash = blind_index(self.phone, "phone")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.phone_hash = blind_index(self.phone, "phone")
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def trail_label(self) -> str:
        """Who, as the trail keeps it: readable when the account is gone, without an address."""
        return f"{self.name} ({Kind(self.kind).label})"

    # Short words for rules and templates.
    @property
    def is_member(self) -> bool:
        return self.kind == Kind.MEMBER

    @property
    def is_manager(self) -> bool:
        return self.kind == Kind.MANAGER

    @property
    def is_officer(self) -> bool:
        return self.kind == Kind.OFFICER

    @property
    def is_office(self) -> bool:
        """Disperindag staff (what each may do there is a matter of groups)."""
        return self.kind == Kind.STAFF and self.is_staff
