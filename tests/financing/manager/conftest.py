from tests.associations.conftest import as_, everybody, own_counters, waiting

__all__ = ["as_", "everybody", "own_counters", "waiting"]
