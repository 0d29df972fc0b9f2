"""The public directory: associations without personal data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from associations.queries import directory


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "associations/directory.html", {"associations": directory()})


@login_not_required
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    association = get_object_or_404(directory(), slug=slug)
    return render(request, "associations/detail.html", {"association": association})
