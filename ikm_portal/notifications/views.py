from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ikm_portal.notifications.models import Message

PAGE = 20


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first. `?sebelum=<id>` continues below that message."""
    messages = Message.objects.visible_to(request.user).order_by("-id")
    before = request.GET.get("sebelum", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        messages = messages.filter(pk__lt=int(before))
    found = list(messages[: PAGE + 1])
    here = reverse("inbox")
    context = {
        "letters": found[:PAGE],
        "older_url": f"{here}?sebelum={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "newest_url": here if before else "",
    }
    return render(request, "notifications/inbox.html", context)


@require_http_methods(["GET", "POST"])
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks it read and goes where it points; without a link back to the inbox."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    Message.objects.filter(pk=message.pk).mark_read()
    ours = url_has_allowed_host_and_scheme(message.link, allowed_hosts=None)
    return redirect(message.link if message.link and ours else "inbox")


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    Message.objects.visible_to(request.user).mark_read()
    return redirect("inbox")
