"""What needs no account."""

from django.urls import path

from financing.views.letters import group_letter
from financing.views.status import status
from financing.views.support import by_link

urlpatterns = [
    path("status/", status, name="status"),
    path("surat/kelompok/<str:code>/", group_letter, name="group-letter"),
    path("jawab/<str:token>/", by_link.page, name="answer-by-link"),
    path("jawab/<str:token>/berkas/<uuid:pk>/", by_link.file, name="answer-by-link-file"),
]
