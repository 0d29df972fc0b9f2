from django import forms
from django.utils.translation import gettext_lazy as _

from ikm_portal.common.forms import PlainTextField
from meetings.enums import InvitationState


class JudgementForm(forms.Form):
    """The asker's word on a promise: kept, or back to work with the reason."""

    verdict = forms.ChoiceField(
        label=_("Sudah ditepati?"),
        choices=[("kept", _("Ya, sudah ditepati")), ("not_yet", _("Belum"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu.")},
    )
    words = PlainTextField(
        label=_("Apa yang belum?"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Isi hanya kalau belum ditepati."),
    )

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == "not_yet" and not cleaned.get("words"):
            self.add_error("words", _("Tulis apa yang belum dikerjakan."))
        return cleaned


class ReopenForm(forms.Form):
    """A promise that was closed and is not kept after all."""

    words = PlainTextField(label=_("Apa yang belum?"), max_length=1000, rows=3)


class EvidenceForm(forms.Form):
    """Done only with evidence."""

    evidence = PlainTextField(
        label=_("Bukti"),
        max_length=2000,
        rows=5,
        help_text=_("Apa yang sudah dilakukan, kapan, dan di mana bisa dilihat."),
    )


class WaitForm(forms.Form):
    words = PlainTextField(label=_("Menunggu siapa atau apa?"), max_length=1000, rows=3)


class AnswerForm(forms.Form):
    """What an invited party says: comes, sends somebody, does not come."""

    verdict = forms.ChoiceField(
        label=_("Apakah Anda datang?"),
        choices=[
            (InvitationState.COMING, _("Ya, saya datang")),
            (InvitationState.REPLACED, _("Saya diwakili orang lain")),
            (InvitationState.DECLINED, _("Tidak bisa datang")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu.")},
    )
    name = PlainTextField(
        label=_("Nama yang datang"),
        max_length=150,
        required=False,
        help_text=_("Wajib kalau diwakili."),
    )
    position = PlainTextField(label=_("Jabatannya"), max_length=150, required=False)
    remark = PlainTextField(label=_("Pesan untuk panitia"), max_length=500, rows=2, required=False)

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == InvitationState.REPLACED and not cleaned.get("name"):
            self.add_error("name", _("Tulis siapa yang datang."))
        return cleaned
