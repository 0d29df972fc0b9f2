from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "ikm_portal.common"
    label = "common"

    def ready(self) -> None:
        # Without this `.delay()` in the web process would talk to Celery's default broker.
        import ikm_portal.celery  # noqa: F401
