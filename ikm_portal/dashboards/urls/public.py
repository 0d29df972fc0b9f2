"""Figures for everybody."""

from django.urls import path

from ikm_portal.dashboards.views import statistics

urlpatterns = [
    path("statistik/", statistics.page, name="statistics"),
    path("statistik/unduh.csv", statistics.download, name="statistics-csv"),
]
