"""KUR explained, calculated and checked, for everybody."""

from django.urls import path

from financing.views.kur import about, check, ranking, rulebook, simulation, times

urlpatterns = [
    path("", about.about, name="kur"),
    path("simulasi/", simulation.simulation, name="kur-simulasi"),
    path("cek/", check.check, name="kur-cek"),
    path("cek/<str:code>/", check.saved, name="kur-cek-kode"),
    path("janji-bank/", times.times, name="kur-janji-bank"),
    path("urutan/", ranking.ranking, name="kur-urutan"),
    path("aturan/", rulebook.rulebook, name="kur-aturan"),
]
