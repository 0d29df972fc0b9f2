from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "ikm_portal.audit"
    label = "audit"
    verbose_name = _("Jejak")

    def ready(self) -> None:
        # Each domain app's table of transitions, found by name.
        autodiscover_modules("workflow")
