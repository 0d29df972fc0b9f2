"""A group of one association that asks for KUR Khusus together, and the office's letter on it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.enums import MembershipState
from associations.models import Membership
from financing.enums import GroupMemberState, GroupState
from financing.models.application import new_code

_LETTER = (
    models.Q(letter_on__isnull=False, letter_members__isnull=False, numbered_by__isnull=False)
    & ~models.Q(letter_number="")
    & ~models.Q(signatory="")
    & ~models.Q(signatory_title="")
)
_NO_LETTER = models.Q(
    letter_number="", letter_on=None, letter_members=None, numbered_by=None, signed_at=None
)


class CreditGroupQuerySet(models.QuerySet["CreditGroup"]):
    def visible_to(self, user: Any) -> Self:
        """The association's managers, whoever was asked to join, and the office once it was sent.

        Banks read the letter with a case of their own (financing.queries.groups)."""
        if user.is_office:
            return self.exclude(submitted_at=None)
        if user.is_manager:
            return self.filter(association__managers__user=user, association__managers__until=None)
        if user.is_member:
            mine = GroupMember.objects.filter(membership__business__owner__user=user)
            return self.filter(pk__in=mine.values("group"))
        return self.none()


class CreditGroup(models.Model):
    """Members, a buyer under contract (offtaker) and a purpose. Its letter proves it to a bank.

    The number and the signature come from the office's own register: the portal keeps what the
    staff typed and gives none of its own.
    """

    code = models.CharField(_("kode"), max_length=9, unique=True, default=new_code, editable=False)
    association = models.ForeignKey(
        "associations.Association",
        on_delete=models.PROTECT,
        related_name="groups",
        verbose_name=_("asosiasi"),
    )
    offtaker = models.CharField(_("pembeli tetap (offtaker)"), max_length=150)
    purpose = models.TextField(_("untuk apa"), max_length=1000)
    contract = models.OneToOneField(
        "documents.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("perjanjian dengan pembeli"),
    )
    state = models.CharField(
        _("keadaan"), max_length=10, choices=GroupState, default=GroupState.GATHERING
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("dibuat oleh"),
    )
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)
    updated_at = models.DateTimeField(_("diubah"), auto_now=True)
    submitted_at = models.DateTimeField(_("diajukan"), null=True, blank=True)
    return_note = models.TextField(_("catatan petugas"), max_length=1000, blank=True)
    letter_number = models.CharField(_("nomor surat"), max_length=60, blank=True)
    letter_on = models.DateField(_("tanggal surat"), null=True, blank=True)
    letter_members = models.PositiveIntegerField(_("jumlah anggota"), null=True, blank=True)
    signatory = models.CharField(_("penanda tangan"), max_length=150, blank=True)
    signatory_title = models.CharField(_("jabatan"), max_length=150, blank=True)
    signatory_nip = models.CharField(_("NIP"), max_length=30, blank=True)
    numbered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dinomori oleh"),
    )
    signed_at = models.DateTimeField(_("dinyatakan terbit"), null=True, blank=True)
    signed_letter = models.OneToOneField(
        "documents.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("surat bertanda tangan"),
    )

    objects = CreditGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("kelompok KUR Khusus")
        verbose_name_plural = _("kelompok KUR Khusus")
        ordering = ["-id"]
        permissions = [("handle_creditgroup", "May check groups and record their letters")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=GroupState.values), name="creditgroup_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["gathering", "closed"])
                | (models.Q(submitted_at__isnull=False, contract__isnull=False)),
                name="creditgroup_whole_when_sent",
            ),
            models.CheckConstraint(
                condition=(models.Q(state__in=GroupState.with_letter()) & _LETTER)
                | (~models.Q(state__in=GroupState.with_letter()) & _NO_LETTER),
                name="creditgroup_letter_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["signed", "revoked"], signed_at__isnull=False)
                | (~models.Q(state__in=["signed", "revoked"]) & models.Q(signed_at=None)),
                name="creditgroup_signed_with_time",
            ),
            models.UniqueConstraint(
                fields=["letter_number", "letter_on"],
                condition=~models.Q(letter_number=""),
                name="creditgroup_number_once",
                violation_error_message=_("Nomor surat ini sudah dipakai kelompok lain."),
            ),
        ]
        indexes = [models.Index(fields=["association", "-id"], name="creditgroup_association")]

    def __str__(self) -> str:
        return f"{self.code} {self.association}"

    @property
    def state_label(self) -> GroupState:
        return GroupState(self.state)

    @property
    def has_letter(self) -> bool:
        return self.state in GroupState.with_letter()


class GroupMemberQuerySet(models.QuerySet["GroupMember"]):
    def visible_to(self, user: Any) -> Self:
        if user.is_member:
            return self.filter(membership__business__owner__user=user)
        return self.filter(group__in=CreditGroup.objects.visible_to(user))

    def live(self) -> Self:
        """Asked or in; neither declined nor left."""
        return self.filter(state__in=[GroupMemberState.INVITED, GroupMemberState.AGREED])

    def agreed(self) -> Self:
        """Said yes, and still a confirmed member of the association."""
        return self.filter(
            state=GroupMemberState.AGREED, membership__state=MembershipState.CONFIRMED
        )

    def covered(self) -> Self:
        """Named in a letter and still in the group: of these a signed letter speaks."""
        return self.agreed().filter(in_letter=True)


class GroupMember(models.Model):
    """One member in the group: asked by the managers, in by their own yes only."""

    group = models.ForeignKey(
        CreditGroup, on_delete=models.CASCADE, related_name="members", verbose_name=_("kelompok")
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", verbose_name=_("keanggotaan")
    )
    state = models.CharField(
        _("keadaan"), max_length=8, choices=GroupMemberState, default=GroupMemberState.INVITED
    )
    is_beginner = models.BooleanField(_("baru mulai usaha (pemula)"), null=True, blank=True)
    in_letter = models.BooleanField(_("tercantum dalam surat"), default=False, editable=False)
    answered_at = models.DateTimeField(_("dijawab"), null=True, blank=True)
    created_at = models.DateTimeField(_("diajak"), auto_now_add=True)
    updated_at = models.DateTimeField(_("diubah"), auto_now=True)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("anggota kelompok")
        verbose_name_plural = _("anggota kelompok")
        constraints = [
            models.UniqueConstraint(fields=["group", "membership"], name="groupmember_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=GroupMemberState.values),
                name="groupmember_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="agreed")
                | models.Q(answered_at__isnull=False, is_beginner__isnull=False),
                name="groupmember_yes_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["membership", "state"], name="groupmember_membership")]

    def __str__(self) -> str:
        return f"{self.group.code} {self.membership}"

    @property
    def state_label(self) -> GroupMemberState:
        return GroupMemberState(self.state)
