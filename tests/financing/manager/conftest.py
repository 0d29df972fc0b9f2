from tests.associations.conftest import as_, everybody, waiting

__all__ = ["as_", "everybody", "waiting"]
