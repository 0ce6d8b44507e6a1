"""The build backend: flit's, whose wheel also brings the data along, as ``pardx/shipped``."""

import zipfile
from pathlib import Path

import flit_core.wheel
from flit_core import buildapi
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


def build_wheel(  # noqa: D103 - a hook of PEP 517
    wheel_directory: str, config_settings: dict | None = None, metadata_directory: str | None = None
) -> str:
    name = buildapi.build_wheel(wheel_directory, config_settings, metadata_directory)
    _pack_tightly(Path(wheel_directory) / name)
    return name


def _pack_tightly(path: Path) -> None:
    """Pack an archive again, as small as deflate makes it; flit takes the default level."""
    with zipfile.ZipFile(path) as loose:
        files = [(entry, loose.read(entry)) for entry in loose.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as tight:
        for entry, content in files:
            tight.writestr(entry, content, compresslevel=9)
