"""What needs no account."""

from django.urls import path

from financing.views.status import status

urlpatterns = [path("status/", status, name="status")]
