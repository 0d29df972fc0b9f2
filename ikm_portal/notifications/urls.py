from django.urls import path, register_converter
from django.urls.converters import IntConverter

from ikm_portal.notifications import views


class IdConverter(IntConverter):
    """A row number that fits the column: a longer one is no address of ours."""

    regex = "[0-9]{1,18}"


register_converter(IdConverter, "rowid")

urlpatterns = [
    path("kotak-masuk/", views.inbox, name="inbox"),
    path("kotak-masuk/dibaca/", views.mark_all_read, name="inbox-read"),
    path("kotak-masuk/<rowid:pk>/", views.open_message, name="inbox-open"),
]
