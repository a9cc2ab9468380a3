"""Drawn examples take as long as the machine is busy: no deadline on a single one."""

from hypothesis import settings

settings.register_profile("engine", deadline=None)
settings.load_profile("engine")
