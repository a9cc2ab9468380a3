from tests.support.reference import loaded, loaded_once

__all__ = ["loaded", "loaded_once"]
