"""Settings of the laws."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine is no failure of a law.
settings.register_profile("core", deadline=None)
# Which branches are run shows in few examples; the laws themselves are tested with all of them before.
settings.register_profile("branches", deadline=None, max_examples=25, derandomize=True)
settings.load_profile("branches" if os.environ.get("SHEETQUAL_ONLY_BRANCHES") else "core")
