"""Buttons for named steps. Each calls the action that the web calls; nothing else moves a state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ikm_portal.audit.admin.base import OfficeAdmin
from ikm_portal.audit.engine import CannotMove, NotAllowed
from ikm_portal.audit.once import FIELD, first_time, with_key
from ikm_portal.audit.workflow import Workflow
from ikm_portal.common.outcome import Answer


@dataclass(frozen=True)
class Step:
    """One button of a change page.

    `run(obj, by, data)` is the action. A step that is no transition of the workflow brings its own
    `label` and `may(user, obj)`. `form` asks for words or choices: a form class, or
    `form(obj, user) -> form class`. `facts(obj)` tells beforehand what will happen. `errors` are
    the action's own exceptions, whose text is a sentence. `shows(result)` gives facts to read once
    instead of going back to the page. `done` is said afterwards. `once`: the form makes something
    new, and sent twice it makes it once.
    """

    name: str
    run: Callable[[Any, Any, dict[str, Any]], Any]
    label: str | Promise = ""
    may: Callable[[Any, Any], Answer] | None = None
    form: Any = None
    facts: Callable[[Any], list[dict[str, Any]]] | None = None
    errors: tuple[type[Exception], ...] = ()
    shows: Callable[[Any], list[dict[str, Any]]] | None = None
    tone: str = ""
    done: str | Promise = ""
    once: bool = False


class WorkflowAdmin(OfficeAdmin):
    """A model whose state changes by `steps` only. The state field is never in the form."""

    steps: list[Step] = []

    def get_readonly_fields(self, request, obj=None):
        workflow = Workflow.registry.get(self.opts.label_lower)
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, workflow.field] if workflow and workflow.field not in fields else fields

    def get_urls(self):
        view = self.admin_site.admin_view(self.step_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        return [path("<path:object_id>/langkah/<slug:step>/", view, name=name), *super().get_urls()]

    def page_context(self, request, obj):
        return super().page_context(request, obj) | {"steps": self.open_steps(request, obj)}

    def open_steps(self, request, obj):
        """[{name, label, url, tone, form}] that this person may take now."""
        workflow = Workflow.registry.get(self.opts.label_lower)
        transitions = workflow.open_to(request.user, obj) if workflow else []
        labels = {transition.name: transition.label for transition in transitions}
        shown = []
        for step in self.steps:
            if step.may is not None:
                if not step.may(request.user, obj):
                    continue
            elif step.name not in labels:
                continue
            form_class = self._form_of(step, obj, request.user)
            form = form_class(auto_id=f"id_{step.name}_%s") if form_class else None
            if form is not None and step.once:
                with_key(form)
            shown.append(
                {
                    "name": step.name,
                    "label": step.label or labels[step.name],
                    "url": self.step_url(obj, step.name),
                    "tone": step.tone,
                    "form": form,
                    # What it will do is read on a page of its own before it is done.
                    "previews": step.facts is not None,
                }
            )
        return shown

    def step_url(self, obj, name):
        label = f"admin:{self.opts.app_label}_{self.opts.model_name}_step"
        return reverse(label, args=[obj.pk, name])

    def change_url(self, obj):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])

    def _form_of(self, step, obj, user):
        form = step.form
        if form is None or (isinstance(form, type) and issubclass(form, forms.BaseForm)):
            return form
        return form(obj, user)

    def _label_of(self, step):
        if step.label:
            return step.label
        return Workflow.registry[self.opts.label_lower].transitions[step.name].label

    def step_view(self, request, object_id, step):
        found = next((each for each in self.steps if each.name == step), None)
        obj = self.get_object(request, object_id)
        if found is None or obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        if request.method not in {"GET", "POST"}:
            return HttpResponseNotAllowed(["GET", "POST"])
        form_class = self._form_of(found, obj, request.user)
        form = None
        if form_class:
            form = form_class(
                request.POST if request.method == "POST" else None,
                request.FILES if request.method == "POST" else None,
            )
            if found.once:
                with_key(form)
        if request.method == "GET" or (form is not None and not form.is_valid()):
            return self._step_page(request, obj, found, form)
        return self._take(request, obj, found, form)

    def _take(self, request, obj, step, form):
        try:
            if step.may is not None:
                answer = step.may(request.user, obj)
                if not answer:
                    raise NotAllowed(str(answer.reason))
            data = dict(form.cleaned_data) if form else {}
            if not step.once:
                result = step.run(obj, request.user, data)
            else:
                with transaction.atomic():
                    if not first_time(data.pop(FIELD)):
                        messages.info(request, _("Formulir ini sudah terkirim tadi."))
                        return HttpResponseRedirect(self.change_url(obj))
                    result = step.run(obj, request.user, data)
        except NotAllowed as problem:
            return self._step_page(request, obj, step, form, problem=str(problem), status=403)
        except (CannotMove, *step.errors) as problem:
            return self._step_page(request, obj, step, form, problem=str(problem), status=409)
        if step.shows is not None:
            return self._step_page(request, obj, step, None, result=step.shows(result))
        done = step.done or _("Langkah “%(step)s” sudah dicatat.")
        messages.success(request, str(done) % {"step": self._label_of(step)})
        return HttpResponseRedirect(self.change_url(obj))

    def _step_page(self, request, obj, step, form, *, problem="", result=None, status=200):
        # Read anew: after a lost race the page shows how things stand, not what was hoped for.
        obj = self.get_object(request, str(obj.pk)) or obj
        context = {
            **self.admin_site.each_context(request),
            "title": self._label_of(step),
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "back_url": self.change_url(obj),
            "form": form,
            "problem": problem,
            "result": result,
            "facts": step.facts(obj) if step.facts and result is None else [],
            "tone": step.tone,
            "action": self.step_url(obj, step.name),
        }
        return TemplateResponse(request, "admin/office/step.html", context, status=status)
