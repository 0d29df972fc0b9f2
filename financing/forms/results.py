"""Sending a bank's file with outcomes, and repairing one line of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.actions.readings import Reading
from associations.forms.intake import WorkbookForm
from financing.result_columns import BY_KEY, READ, reason_choices

_LONG = ("words", "conditions")


class ResultFileForm(WorkbookForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.label = _("Berkas Excel (.xlsx) atau CSV")
        file.widget.attrs["accept"] = ".xlsx,.csv"


class ResultLineForm(forms.Form):
    """The cells of a line as text. What is wrong stands at its field, as in any other form."""

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = reading
        self.wrong = {problem.column: problem for problem in reading.problems if problem.column}
        for key in READ:
            column = BY_KEY[key]
            widget = forms.Textarea(attrs={"rows": 3}) if key in _LONG else forms.TextInput()
            field = forms.CharField(
                label=column.title,
                help_text=str(column.note),
                required=False,
                max_length=1000 if key in _LONG else 120,
                initial=str(reading.cells.get(key, "")),
                widget=widget,
            )
            field.widget.attrs["autocomplete"] = "off"
            if key == "reason":
                field.widget.attrs["list"] = "alasan"
            self.fields[key] = field

    reasons = staticmethod(reason_choices)

    def cells(self, use: str = "") -> dict[str, Any]:
        """What stands in the line now. `use`: the column whose suggestion is taken."""
        given = {key: value for key, value in self.cleaned_data.items() if value}
        for key, raw in self.reading.cells.items():
            if not isinstance(raw, str) and given.get(key) == str(raw):
                given[key] = raw  # a number that nobody touched stays one
        problem = self.wrong.get(use)
        if problem is not None and problem.suggestion:
            given[use] = problem.suggestion
        return given

    def parts(self) -> tuple[list[Any], list[Any]]:
        """Fields with something wrong, each with its problem; and the others."""
        wrong = [(self[key], problem) for key, problem in self.wrong.items()]
        return wrong, [field for field in self if field.name not in self.wrong]
