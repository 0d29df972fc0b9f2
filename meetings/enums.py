from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Direncanakan")
    HELD = "held", _("Sudah berlangsung")
    RECORDED = "recorded", _("Notula disahkan")
    CANCELLED = "cancelled", _("Dibatalkan")

    @property
    def tone(self) -> str:
        return {"planned": "info", "held": "waiting", "recorded": "good"}.get(self, "neutral")


class CommitmentState(models.TextChoices):
    OPEN = "open", _("Belum dimulai")
    IN_PROGRESS = "in_progress", _("Dikerjakan")
    WAITING = "waiting", _("Menunggu pihak lain")
    REOPENED = "reopened", _("Dibuka lagi")
    DONE = "done", _("Selesai, menunggu penanya")
    CONFIRMED = "confirmed", _("Ditepati")
    BROKEN = "broken", _("Tidak ditepati")

    @property
    def tone(self) -> str:
        return _TONES[self]

    @classmethod
    def open_ones(cls) -> list[str]:
        return [*cls.undone(), cls.DONE]

    @classmethod
    def undone(cls) -> list[str]:
        """Still the institution's turn: these can be late."""
        return [cls.OPEN, cls.IN_PROGRESS, cls.WAITING, cls.REOPENED]

    @property
    def for_public(self) -> str | Promise:
        return self.label


_TONES = {
    CommitmentState.OPEN: "neutral",
    CommitmentState.IN_PROGRESS: "waiting",
    CommitmentState.WAITING: "waiting",
    CommitmentState.REOPENED: "waiting",
    CommitmentState.DONE: "info",
    CommitmentState.CONFIRMED: "good",
    CommitmentState.BROKEN: "bad",
}


class InvitationState(models.TextChoices):
    DRAFT = "draft", _("Belum dikirim")
    SENT = "sent", _("Menunggu jawaban")
    COMING = "coming", _("Akan datang")
    REPLACED = "replaced", _("Diwakili orang lain")
    DECLINED = "declined", _("Tidak datang")
    WITHDRAWN = "withdrawn", _("Undangan dibatalkan")

    @property
    def tone(self) -> str:
        return {
            "sent": "waiting",
            "coming": "good",
            "replaced": "good",
            "declined": "bad",
        }.get(self, "neutral")

    @classmethod
    def answers(cls) -> list[str]:
        return [cls.COMING, cls.REPLACED, cls.DECLINED]

    @classmethod
    def live(cls) -> list[str]:
        """The party holds a letter of ours that stands."""
        return [cls.SENT, *cls.answers()]


class FileKind(models.TextChoices):
    MATERIAL = "material", _("Bahan paparan")
    LETTER = "letter", _("Surat bertanda tangan")
    PHOTO = "photo", _("Foto")
