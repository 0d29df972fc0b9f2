"""Who is asked to a meeting, with what letter, and what they answered."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Institution
from meetings.enums import InvitationState, MeetingState
from meetings.models.meeting import Meeting

_LIVE = ["sent", "coming", "replaced", "declined"]


class Invitation(models.Model):
    """One party that is asked to come: an office, a bank, an association.

    The party answers once through a secret link; the database has its hash alone. `issue` counts
    the letters: each has a link of its own, and the one before stops working.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("rapat")
    )
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instansi"),
    )
    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asosiasi"),
    )
    addressee = models.CharField(_("kepada (Yth.)"), max_length=150)
    email = models.EmailField(
        _("surel"), blank=True, help_text=_("Kosong: kirim tautannya lewat WhatsApp.")
    )
    state = models.CharField(
        _("keadaan"), max_length=10, choices=InvitationState, default=InvitationState.DRAFT
    )
    attendee_name = models.CharField(_("yang datang"), max_length=150, blank=True)
    attendee_position = models.CharField(_("jabatannya"), max_length=150, blank=True)
    remark = models.CharField(_("catatan jawaban"), max_length=500, blank=True)
    issue = models.PositiveIntegerField(default=0, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("dikirim"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("dijawab"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("dibuat"))
    updated_at = models.DateTimeField(auto_now=True, verbose_name=_("diubah"))

    class Meta:
        verbose_name = _("undangan rapat")
        verbose_name_plural = _("undangan rapat")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=InvitationState.values), name="invitation_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(institution=None, association__isnull=False)
                | models.Q(institution__isnull=False, association=None),
                name="invitation_of_one_party",
            ),
            models.UniqueConstraint(
                fields=["meeting", "institution"], name="invitation_institution_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "association"], name="invitation_association_once"
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="meeting_invitation_email_lower_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=_LIVE)
                | models.Q(token_hash__isnull=False, sent_at__isnull=False, issue__gt=0),
                name="invitation_sent_with_link",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["coming", "replaced", "declined"], answered_at__isnull=False
                )
                | (
                    ~models.Q(state__in=["coming", "replaced", "declined"])
                    & models.Q(answered_at=None)
                ),
                name="invitation_answer_with_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="replaced") | ~models.Q(attendee_name=""),
                name="invitation_replaced_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)

    def clean(self) -> None:
        self.email = self.email.lower()  # as people type it; the constraint wants small letters

    @property
    def party(self) -> Institution | Association:
        found = self.institution or self.association
        if found is None:
            raise ValueError("an invitation of nobody")
        return found

    @property
    def state_label(self) -> InvitationState:
        return InvitationState(self.state)

    @property
    def takes_answers(self) -> bool:
        """The link works: sent, not answered yet, the meeting still to come."""
        return self.state == InvitationState.SENT and self.link_stands

    @property
    def link_stands(self) -> bool:
        return (
            self.state in _LIVE
            and self.meeting.state == MeetingState.PLANNED
            and timezone.now() < self.meeting.over_at
        )


class InvitationLetter(models.Model):
    """What the letter says beside the meeting's own facts. The number is the office's: typed in,
    never made here; without one the paper calls itself a draft."""

    meeting = models.OneToOneField(
        Meeting, on_delete=models.CASCADE, related_name="letter", verbose_name=_("rapat")
    )
    number = models.CharField(
        _("nomor surat"),
        max_length=60,
        blank=True,
        help_text=_("Dari buku agenda surat. Kosong: surat keluar sebagai konsep."),
    )
    dated_on = models.DateField(_("tanggal surat"), null=True, blank=True)
    nature = models.CharField(_("sifat"), max_length=40, default="Biasa")
    enclosures = models.CharField(_("lampiran"), max_length=80, blank=True)
    opening = models.TextField(
        _("kalimat pembuka"),
        max_length=1000,
        blank=True,
        help_text=_("Kosong: kalimat yang biasa."),
    )
    signer_position = models.CharField(_("jabatan penanda tangan"), max_length=150, blank=True)
    signer_name = models.CharField(_("nama penanda tangan"), max_length=150, blank=True)
    signer_nip = models.CharField(_("NIP"), max_length=30, blank=True)
    copies = models.TextField(
        _("tembusan"), max_length=1000, blank=True, help_text=_("Satu baris satu pihak.")
    )

    class Meta:
        verbose_name = _("surat undangan")
        verbose_name_plural = _("surat undangan")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number="") | models.Q(dated_on__isnull=False),
                name="letter_number_with_date",
                violation_error_message=_("Surat bernomor perlu tanggal surat."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Konsep surat undangan"))

    @property
    def is_draft(self) -> bool:
        return not self.number
