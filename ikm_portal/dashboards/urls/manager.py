"""The whole managers' room: a first page over all domains, and the rooms behind it."""

from django.urls import path

from financing.urls import manager
from ikm_portal.dashboards.views.association import home

app_name = "manager"
urlpatterns = [path("", home, name="home"), *manager.urlpatterns]
