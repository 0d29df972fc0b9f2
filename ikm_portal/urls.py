"""The front door: which address leads to which room."""

from django.contrib import admin
from django.urls import include, path

from ikm_portal.common.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("", include("ikm_portal.accounts.urls")),
    path("", include("ikm_portal.pages.urls")),
]
