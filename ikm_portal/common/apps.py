from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "ikm_portal.common"
    label = "common"

    def ready(self) -> None:
        # Without this a task that the web process starts would go to Celery's default broker.
        import ikm_portal.celery  # noqa: F401
