from django.urls import path

from ikm_portal.documents import views

app_name = "documents"
urlpatterns = [path("berkas/<uuid:pk>/", views.download, name="download")]
