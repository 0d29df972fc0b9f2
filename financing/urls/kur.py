"""KUR explained, calculated and checked, for everybody."""

from django.urls import path

from financing.views.kur import about, simulation

urlpatterns = [
    path("", about.about, name="kur"),
    path("simulasi/", simulation.simulation, name="kur-simulasi"),
]
