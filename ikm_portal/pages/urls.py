from django.urls import path

from ikm_portal.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("data-pribadi/", views.privacy, name="privacy"),
]
