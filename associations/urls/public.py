from django.urls import path

from associations.views import directory

app_name = "associations"
urlpatterns = [
    path("", directory.index, name="directory"),
    path("<slug:slug>/", directory.detail, name="detail"),
]
