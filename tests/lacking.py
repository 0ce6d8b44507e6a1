"""What a test needs and this machine lacks: a reason to skip for a user, a fault in CI."""

import os
from typing import NoReturn

import pytest


def lacking(why: str) -> NoReturn:
    """Skip with the reason printed; with CI=true, fail."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
