"""Stands apart from apps.py: Django takes every AppConfig it finds there."""

from django.contrib.admin.apps import AdminConfig


class GuardedAdminConfig(AdminConfig):
    """Django's admin with the portal's own door: one sign-in page for everybody."""

    default_site = "ikm_portal.accounts.admin_site.GuardedAdminSite"
