"""Accounts and invitations in the staff room."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ikm_portal.accounts.actions.invitation import CannotInvite, invite, renew_access
from ikm_portal.accounts.enums import Kind
from ikm_portal.accounts.models import Invitation, User
from ikm_portal.accounts.rules import may_invite, may_renew_access
from ikm_portal.audit.admin.paginator import CappedPaginator
from ikm_portal.audit.engine import record
from ikm_portal.common.forms import PhoneFormField, PlainTextField
from ikm_portal.common.phone import mask_phone

# Groups come from the table in code (sync_groups); nobody edits them by hand.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)


class InvitationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Jenis akun"), choices=Kind)
    name = PlainTextField(label=_("Nama"), max_length=150)
    email = forms.EmailField(label=_("Surel"), required=False)
    phone = PhoneFormField(label=_("Nomor HP"), required=False)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [
            (kind.value, kind.label) for kind in reversed(Kind) if may_invite(by, kind)
        ]


class RenewalForm(forms.Form):
    note = PlainTextField(
        label=_("Bagaimana Anda memastikan orangnya?"),
        help_text=_("Misalnya: datang ke kantor dengan KTP."),
        max_length=300,
        rows=2,
    )


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "state", "created_at", "expires_at", "invited_by"]
    list_filter = ["kind"]
    list_select_related = ["invited_by"]
    search_fields = ["name", "email"]
    fields = ["kind", "name", "email", "phone_shown", "state", "created_at", "expires_at"]
    readonly_fields = ["phone_shown", "state", "created_at", "expires_at"]

    @admin.display(description=_("keadaan"))
    def state(self, obj):
        if obj.used_at:
            return _("Dipakai")
        if obj.withdrawn_at:
            return _("Diganti")
        return _("Menunggu") if obj.is_open else _("Lewat waktu")

    @admin.display(description=_("nomor HP"))
    def phone_shown(self, obj):
        return mask_phone(obj.phone)

    def has_add_permission(self, request):
        return bool(may_invite(request.user, Kind.MEMBER))

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            return self.changelist_view(request)
        form = InvitationForm(request.POST or None, by=request.user)
        if form.is_valid():
            try:
                sent = invite(**form.cleaned_data, by=request.user)
            except CannotInvite as problem:
                form.add_error(None, str(problem))
            else:
                return _show_link(self, request, sent)
        context = {"form": form, "title": _("Undang seseorang"), "submit": _("Buat undangan")}
        return _form_page(self, request, context)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "email", "phone_shown", "is_active", "demo", "last_login"]
    list_filter = ["kind", "is_active", "groups"]
    ordering = ["name", "pk"]
    paginator = CappedPaginator
    show_full_result_count = False
    search_fields = ["name", "email"]
    filter_horizontal = ["groups"]
    fields = [
        "name",
        "kind",
        "email",
        "phone_shown",
        "last_login",
        "is_active",
        "is_staff",
        "groups",
        "access",
    ]
    readonly_fields = ["kind", "email", "phone_shown", "last_login", "is_staff", "access"]

    @admin.display(description=_("data contoh"), boolean=True, ordering="is_demo")
    def demo(self, obj):
        return obj.is_demo

    @admin.display(description=_("nomor HP"))
    def phone_shown(self, obj):
        return mask_phone(obj.phone)

    @admin.display(description=_("cara masuk"))
    def access(self, obj):
        address = reverse("admin:accounts_user_renew", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', address, _("Atur ulang cara masuk"))

    def has_add_permission(self, request):
        return False  # people come by invitation

    def has_delete_permission(self, request, obj=None):
        return False  # accounts are switched off; erasure has its own rules

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def get_readonly_fields(self, request, obj=None):
        own = obj is not None and obj.pk == request.user.pk
        if own or not request.user.has_perm("accounts.appoint_staff"):
            return [*self.readonly_fields, "is_active", "groups"]
        return self.readonly_fields

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            record("account.changed", obj, by=request.user, data={"fields": form.changed_data})

    def get_urls(self):
        renew = self.admin_site.admin_view(self.renew)
        return [path("<int:pk>/tautan/", renew, name="accounts_user_renew"), *super().get_urls()]

    def renew(self, request, pk):
        account = get_object_or_404(User, pk=pk)
        answer = may_renew_access(request.user, account)
        back = reverse("admin:accounts_user_changelist")
        if not answer:
            messages.error(request, str(answer.reason))
            return HttpResponseRedirect(back)
        form = RenewalForm(request.POST or None)
        if form.is_valid():
            try:
                sent = renew_access(
                    account=account, note=form.cleaned_data["note"], by=request.user
                )
            except CannotInvite as problem:
                form.add_error(None, str(problem))
            else:
                return _show_link(self, request, sent)
        context = {
            "form": form,
            "title": _("Atur ulang cara masuk: %(name)s") % {"name": account.name},
            "lead": _(
                "Kata sandi dan pengaman kedua yang lama langsung tidak berlaku. "
                "Orangnya membuat yang baru lewat tautan sekali pakai."
            ),
            "submit": _("Buat tautan baru"),
        }
        return _form_page(self, request, context)


def _form_page(model_admin, request, context):
    context = model_admin.admin_site.each_context(request) | context | {"opts": model_admin.opts}
    return render(request, "admin/accounts/form.html", context)


def _show_link(model_admin, request, sent):
    """Shown in the answer itself and never again: the link is stored nowhere."""
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Undangan siap"),
        "sent": sent,
        "opts": model_admin.opts,
    }
    return render(request, "admin/accounts/link.html", context)
