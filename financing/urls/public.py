"""What needs no account."""

from django.urls import path

from financing.views.letters import group_letter
from financing.views.status import status

urlpatterns = [
    path("status/", status, name="status"),
    path("surat/kelompok/<str:code>/", group_letter, name="group-letter"),
]
