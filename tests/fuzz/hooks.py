"""What Schemathesis loads: who sends a request, what it is made of, and the checks of our own."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import checks  # noqa: E402, F401
import documents  # noqa: E402, F401
import enumerations  # noqa: E402, F401
import identities  # noqa: E402, F401
import refusals  # noqa: E402, F401
import steering  # noqa: E402, F401
import streams  # noqa: E402, F401
