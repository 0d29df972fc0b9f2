"""The front door: which address leads to which room."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("ikm_portal.common.urls")),
    path("admin/", admin.site.urls),
    path("", include("ikm_portal.accounts.urls")),
    path("", include("ikm_portal.notifications.urls")),
    path("", include("ikm_portal.documents.urls")),
    path("buka/", include("financing.urls.go")),
    path("asosiasi/", include("associations.urls.public")),
    path("", include("meetings.urls.public")),
    path("", include("ikm_portal.dashboards.urls.public")),
    path("kur/", include("financing.urls.kur")),
    path("bank/", include("financing.urls.bank")),
    path("", include("financing.urls.public")),
    path("anggota/", include("financing.urls.member")),
    path("pengurus/", include("ikm_portal.dashboards.urls.manager")),
    path("instansi/", include("ikm_portal.dashboards.urls.guest")),
    path("konfirmasi/", include("associations.urls.confirm")),
    path("", include("ikm_portal.pages.urls")),
]
