"""Settings of the laws."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no failure of a law.
settings.register_profile("core", deadline=None)
settings.load_profile("core")
