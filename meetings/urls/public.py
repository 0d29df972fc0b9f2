from django.urls import path

from meetings.views import public

app_name = "meetings"
urlpatterns = [
    path("rapat/", public.index, name="list"),
    path("rapat/<slug:slug>/", public.detail, name="detail"),
    path("komitmen/", public.ledger, name="ledger"),
    path("komitmen/unduh.csv", public.ledger_csv, name="ledger_csv"),
    path("komitmen/janji.csv", public.promises_csv, name="promises_csv"),
    path("komitmen/<int:pk>/", public.commitment, name="commitment"),
    path("komitmen/<int:pk>/jawab/", public.judge, name="judge"),
]
