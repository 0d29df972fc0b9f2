"""The portal's addresses, and one more for the floor that pages are measured against."""

from __future__ import annotations

from django.urls import include, path

from ikm_portal.bench.bare import bare

urlpatterns = [path("bench/bare/", bare), path("", include("ikm_portal.urls"))]
