"""Where a member says yes; open to who holds a link or a code."""

from django.urls import path

from associations.views import confirming

urlpatterns = [
    path("", confirming.by_code, name="confirm-code"),
    path("baca/", confirming.after_code, name="confirm-read"),
    path("<str:token>/", confirming.by_link, name="confirm-member"),
]
