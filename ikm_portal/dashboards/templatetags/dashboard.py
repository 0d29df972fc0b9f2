"""The office's day, for the admin's own index page (which knows no app above it)."""

from __future__ import annotations

from typing import Any

from django import template

from ikm_portal.dashboards.today import todays_work

register = template.Library()


@register.simple_tag
def work_of_today(user: Any) -> dict[str, Any]:
    return todays_work(user)
