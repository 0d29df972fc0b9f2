"""KUR explained, calculated and checked, for everybody."""

from django.urls import path

from financing.views.kur import about

urlpatterns = [
    path("", about.about, name="kur"),
]
