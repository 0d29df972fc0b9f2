from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "ikm_portal.documents"
    label = "documents"
    verbose_name = _("Berkas")

    def ready(self) -> None:
        # Each domain app says in its gates.py who may open which kind of document.
        autodiscover_modules("gates")
