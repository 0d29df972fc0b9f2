"""The front door with the wizard and support in a manager's room, as financing/urls mounts them."""

from django.http import HttpResponse
from django.urls import include, path

from financing.views.support import support_patterns
from financing.views.wizard import wizard_patterns
from ikm_portal.urls import urlpatterns as front_door


def _page(request, code=""):
    return HttpResponse(code)


room = [
    path("pengajuan/", _page, name="applications"),
    *wizard_patterns(),
    path("pengajuan/<slug:code>/", _page, name="application"),
    *support_patterns(),
]
others = [one for one in front_door if getattr(one, "namespace", "") != "manager"]
urlpatterns = [path("pengurus/", include((room, "manager"))), *others]
