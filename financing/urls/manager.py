"""The managers' room, /pengurus/. Its first page comes from the shell, which may know meetings."""

from django.urls import path

from associations.views.manager import intake as intakes
from associations.views.manager import inviting, members, room
from financing.views.manager import applications, groups, member, placement
from financing.views.member.applications import answer_bank
from financing.views.support import support_patterns
from financing.views.wizard import wizard_patterns

app_name = "manager"
urlpatterns = [
    path("pilih/", room.switch, name="switch"),
    path("anggota/", members.members, name="members"),
    path("anggota/baru/", members.add, name="member-add"),
    path("anggota/excel/", intakes.upload, name="intake-new"),
    path("anggota/excel/contoh/", intakes.template, name="intake-template"),
    path("anggota/excel/<int:pk>/", intakes.intake, name="intake"),
    path("anggota/excel/<int:pk>/baris/<int:number>/", intakes.line, name="intake-line"),
    path("anggota/excel/<int:pk>/masukkan/", intakes.take, name="intake-take"),
    path("anggota/excel/<int:pk>/perbaikan/", intakes.returned, name="intake-returned"),
    path("anggota/excel/<int:pk>/selesai/", intakes.close, name="intake-close"),
    path("anggota/undang/", inviting.invite_waiting, name="member-invite-waiting"),
    path("anggota/<int:pk>/", member.member, name="member"),
    path("anggota/<int:pk>/ubah/", members.edit, name="member-edit"),
    path("anggota/<int:pk>/undang/", inviting.invite, name="member-invite"),
    path("anggota/<int:pk>/keluar/", members.end, name="member-end"),
    path("anggota/<int:pk>/kembali/", members.bring_back, name="member-back"),
    path("kelompok/", groups.groups, name="groups"),
    path("kelompok/baru/", groups.start, name="group-new"),
    path("kelompok/<str:code>/", groups.group, name="group"),
    path("kelompok/<str:code>/ubah/", groups.edit, name="group-edit"),
    path("kelompok/<str:code>/ajak/", groups.invite, name="group-invite"),
    path("kelompok/<str:code>/anggota/<int:pk>/", groups.remove, name="group-remove"),
    path("kelompok/<str:code>/kirim/", groups.submit, name="group-submit"),
    path("kelompok/<str:code>/batal/", groups.close, name="group-close"),
    path("kelompok/<str:code>/surat/", groups.letter, name="group-letter"),
    path("pengajuan/", applications.applications, name="applications"),
    *wizard_patterns(),
    path("pengajuan/<slug:code>/", applications.detail, name="application"),
    path("pengajuan/<slug:code>/bank/<int:pk>/", answer_bank, name="application-answer"),
    path("penempatan/", placement.placements, name="placements"),
    path("penempatan/<int:pk>/", placement.placement, name="placement"),
    *support_patterns(names=True),
]
