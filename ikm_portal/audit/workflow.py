"""Named transitions, as tables. Each domain app's workflow.py holds its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from ikm_portal.common.outcome import Allowed, Answer

May = Callable[[Any, Any], Answer]


def anyone(user: Any, obj: Any) -> Answer:
    """For steps that the portal itself takes (a deadline, a consequence of another step)."""
    return Allowed()


@dataclass(frozen=True)
class Transition:
    """`may(user, obj)` answers with a reason; `note_required` asks for words."""

    name: str
    sources: tuple[str, ...]
    target: str
    label: str | Promise
    may: May
    note_required: bool = False
    system: bool = False  # taken by the portal itself, never by a button


class Workflow:
    """The transitions of one model. Building it registers it."""

    registry: dict[str, Workflow] = {}

    def __init__(self, model: str, transitions: list[Transition], *, field: str = "state") -> None:
        self.model = model.lower()
        self.field = field
        self.transitions = {transition.name: transition for transition in transitions}
        assert len(self.transitions) == len(transitions), f"{model}: a name stands twice"  # noqa: S101
        Workflow.registry[self.model] = self

    @classmethod
    def of(cls, obj: models.Model) -> Workflow:
        return cls.registry[obj._meta.label_lower]

    def open_to(self, user: Any, obj: models.Model) -> list[Transition]:
        """The transitions that this person may take now: the buttons of a page.

        A rule that several transitions share is asked once.
        """
        state = getattr(obj, self.field)
        answers: dict[May, Answer] = {}
        open_ones = []
        for transition in self.transitions.values():
            if transition.system or state not in transition.sources:
                continue
            if transition.may not in answers:
                answers[transition.may] = transition.may(user, obj)
            if answers[transition.may]:
                open_ones.append(transition)
        return open_ones
