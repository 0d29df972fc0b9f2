from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "ikm_portal.notifications"
    label = "notifications"
    verbose_name = _("Pesan")

    def ready(self) -> None:
        from ikm_portal.audit.engine import add_recorder
        from ikm_portal.common import health
        from ikm_portal.notifications import outbox
        from ikm_portal.notifications.recording import write_messages

        autodiscover_modules("notifications")
        autodiscover_modules("enclosures")
        add_recorder(write_messages)
        health.register("outbox", outbox.check)
        health.register_gauges(outbox.gauges)
