"""Signing in and one's own account, at Indonesian addresses under allauth's own names."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from ikm_portal.accounts.views import factor as own_factor
from ikm_portal.accounts.views import home, invitation

urlpatterns = [
    path("masuk/", account.login, name="account_login"),
    path("masuk/pengaman/", factor.authenticate, name="mfa_authenticate"),
    path("masuk/kunci/", login_not_required(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("keluar/", account.logout, name="account_logout"),
    path("mulai/", home.start, name="start"),
    path("undangan/<str:token>/", invitation.accept, name="invitation"),
    path("bahasa/", login_not_required(set_language), name="set_language"),
    path("lupa-sandi/", account.password_reset, name="account_reset_password"),
    path("lupa-sandi/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "lupa-sandi/selesai/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        # The token has dashes of its own: a plain converter would take them for the id.
        r"^lupa-sandi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("akun/", home.account, name="account"),
    path("akun/sandi/", account.password_change, name="account_change_password"),
    path(
        # Where allauth sends those who have no password yet; the way to one is a letter.
        "akun/sandi/baru/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("akun/konfirmasi/", account.reauthenticate, name="account_reauthenticate"),
    path("akun/konfirmasi/kode/", factor.reauthenticate, name="mfa_reauthenticate"),
    path(
        "akun/konfirmasi/kunci/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("akun/pengaman/", own_factor.index, name="mfa_index"),
    path("akun/pengaman/aplikasi/pasang/", totp.activate_totp, name="mfa_activate_totp"),
    path("akun/pengaman/aplikasi/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("akun/pengaman/cadangan/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "akun/pengaman/cadangan/baru/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "akun/pengaman/cadangan/unduh/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("akun/pengaman/kunci/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("akun/pengaman/kunci/tambah/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "akun/pengaman/kunci/<int:pk>/hapus/", own_factor.remove_passkey, name="mfa_remove_webauthn"
    ),
    path("akun/pengaman/kunci/<int:pk>/nama/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
