from django.urls import path

from meetings.views import arriving, files, invited, minutes, public

app_name = "meetings"
urlpatterns = [
    path("rapat/", public.index, name="list"),
    path("rapat/pintu.js", arriving.worker, name="door-worker"),
    path("rapat/undangan/<str:token>/", invited.answer, name="answer"),
    path("rapat/undangan/<str:token>/rapat.ics", invited.calendar_file, name="answer-calendar"),
    path("rapat/<slug:slug>/", public.detail, name="detail"),
    path("rapat/<slug:slug>/hadir/<str:code>/", arriving.arrive, name="arrive"),
    path("rapat/<slug:slug>/berkas/<rowid:pk>/", files.open_file, name="file"),
    path("rapat/<slug:slug>/notula.pdf", minutes.pdf, name="minutes"),
    path("rapat/<slug:slug>/notula.docx", minutes.docx, name="minutes-docx"),
    path("rapat/<slug:slug>/tindak-lanjut.pdf", minutes.follow_up, name="follow-up"),
    path("bukti/notula/<str:code>/", minutes.proof, name="proof"),
    path("komitmen/", public.ledger, name="ledger"),
    path("komitmen/unduh.csv", public.ledger_csv, name="ledger_csv"),
    path("komitmen/janji.csv", public.promises_csv, name="promises_csv"),
    path("komitmen/<int:pk>/", public.commitment, name="commitment"),
    path("komitmen/<int:pk>/jawab/", public.judge, name="judge"),
]
