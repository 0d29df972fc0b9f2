"""The member's room, /anggota/."""

from django.urls import path

from financing.views.member import (
    applications,
    bank_order,
    consents,
    data,
    groups,
    home,
    next_bank,
    own_data,
    placement,
    reports,
)
from financing.views.support import support_patterns
from financing.views.wizard import wizard_patterns

app_name = "member"
urlpatterns = [
    path("", home.home, name="home"),
    path("data/", data.data, name="data"),
    path("data/nik/", data.nik, name="nik"),
    path("data/unduh/", own_data.download, name="data-download"),
    path("data/hapus/", own_data.erase, name="data-erase"),
    path("data/diri/", data.edit_owner, name="edit-owner"),
    path("data/usaha/<int:pk>/", data.edit_business, name="edit-business"),
    path("keanggotaan/<int:pk>/", data.membership, name="membership"),
    path("persetujuan/", consents.consents, name="consents"),
    path("persetujuan/<int:pk>/tarik/", consents.withdraw, name="consent-withdraw"),
    path("kelompok/<str:code>/", groups.group, name="group"),
    path("siapa-membuka/", consents.looks, name="looks"),
    path("pengajuan/", applications.applications, name="applications"),
    *wizard_patterns(),
    path("pengajuan/<slug:code>/", applications.detail, name="application"),
    path(
        "pengajuan/<slug:code>/berkas/<int:pk>/tutup/",
        applications.close_paper,
        name="paper-close",
    ),
    path(
        "pengajuan/<slug:code>/berkas/<int:pk>/buka/",
        applications.open_paper,
        name="paper-open",
    ),
    path("pengajuan/<slug:code>/batal/", applications.stop, name="application-stop"),
    path("pengajuan/<slug:code>/bank-lain/", next_bank.again, name="application-again"),
    path("pengajuan/<slug:code>/urutan-bank/", bank_order.bank_order, name="bank-order"),
    path("pengajuan/<slug:code>/urutan-bank/portal/", bank_order.reset, name="bank-order-reset"),
    path("pengajuan/<slug:code>/lapor/", reports.report, name="application-report"),
    path("pengajuan/<slug:code>/penempatan/", placement.placement, name="placement"),
    path("pengajuan/<slug:code>/penempatan/tolak/", placement.refuse, name="placement-refuse"),
    path("pengajuan/<slug:code>/penempatan/setuju/", placement.agree, name="placement-agree"),
    path("pengajuan/<slug:code>/setuju/", applications.consent, name="application-consent"),
    path(
        "pengajuan/<slug:code>/bank/<int:pk>/",
        applications.answer_bank,
        name="application-answer",
    ),
    *support_patterns(joins=True),
]
