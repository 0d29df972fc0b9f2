"""What the steps of meetings and promises ask for."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Institution
from ikm_portal.common.forms import PlainTextField
from meetings.models import Question

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReasonForm(forms.Form):
    reason = PlainTextField(label=_("Alasan"), max_length=1000, rows=2)


class QuestionForm(forms.Form):
    asker_name = PlainTextField(label=_("Nama penanya"), max_length=150)
    association = forms.ModelChoiceField(
        label=_("Asosiasi"),
        queryset=Association.objects.all(),
        required=False,
        empty_label=_("Tidak ada"),
    )
    words = PlainTextField(label=_("Pertanyaan"), max_length=2000, rows=3)
    answer = PlainTextField(label=_("Jawaban di rapat"), max_length=2000, rows=3, required=False)


class PromiseForm(forms.Form):
    """The day is given as a date, or in working days after the meeting."""

    institution = forms.ModelChoiceField(
        label=_("Penanggung jawab"), queryset=Institution.objects.filter(is_active=True)
    )
    person = PlainTextField(label=_("Orangnya"), max_length=150, required=False)
    what = PlainTextField(label=_("Janji"), max_length=300, rows=2)
    working_days = forms.IntegerField(
        label=_("Tenggat: hari kerja sesudah rapat"), required=False, min_value=1, max_value=250
    )
    due_on = forms.DateField(label=_("atau tanggal tenggat"), required=False, widget=DAY)

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        given = [name for name in ("working_days", "due_on") if cleaned.get(name)]
        if not self.errors and len(given) != 1:
            raise ValidationError(_("Isi tenggatnya: hari kerja atau tanggal, salah satu."))
        return cleaned


def promise_form(meeting, user):
    """With the meeting's own questions to choose from."""

    class Form(PromiseForm):
        question = forms.ModelChoiceField(
            label=_("Dari pertanyaan"),
            queryset=Question.objects.filter(meeting=meeting),
            required=False,
            empty_label=_("Bukan dari pertanyaan"),
        )
        field_order = ["question", "institution", "person", "what", "working_days", "due_on"]

    return Form


class WordsForm(forms.Form):
    words = PlainTextField(
        label=_("Apa yang ditunggu atau belum selesai?"), max_length=1000, rows=2
    )


class EvidenceForm(forms.Form):
    evidence = PlainTextField(
        label=_("Bukti"),
        help_text=_("Apa yang sudah dilakukan dan di mana bisa dilihat."),
        max_length=2000,
        rows=3,
    )
    done_on = forms.DateField(label=_("Selesai pada"), required=False, widget=DAY)
