from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SafekeepingConfig(AppConfig):
    name = "ikm_portal.safekeeping"
    label = "safekeeping"

    def ready(self) -> None:
        from ikm_portal.audit.admin.timeline import name_actions

        name_actions(
            {
                "safekeeping.backed_up": _("Cadangan dibuat"),
                "safekeeping.restored": _("Dipulihkan dari cadangan"),
            }
        )
