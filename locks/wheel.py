"""The build backend: flit's, whose wheel also brings the data along, as ``pardx/shipped``."""

from pathlib import Path

import flit_core.wheel
from flit_core.buildapi import *  # noqa: F403

SHIPPED = ("config.toml", "data/catalogue/*.csv", "data/raw/**/*.csv")
"""What ``pardx.panel()`` reads where there is no checkout."""


class Builder(flit_core.wheel.WheelBuilder):
    """Adds to the package what it reads."""

    def copy_module(self) -> None:
        """Add the package, then the data as they lie in the checkout."""
        super().copy_module()
        root = Path(self.directory)
        for path in sorted(found for pattern in SHIPPED for found in root.glob(pattern)):
            self._add_file(path, f"pardx/shipped/{path.relative_to(root).as_posix()}")


flit_core.wheel.WheelBuilder = Builder
