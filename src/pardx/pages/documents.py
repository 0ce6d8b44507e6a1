"""Print rendered pages to tagged PDF with the Chromium of the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from pardx.errors import PardxError
from pardx.project import Project
from pardx.provenance import write_atomically

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SECONDS = 120
"""A print that takes longer has hung."""


def find_browser() -> str:
    """Return Chromium's command: ``PARDX_CHROMIUM`` when set, else the first one installed.

    Raises
    ------
    PardxError
        When there is none.
    """
    wanted = [os.environ["PARDX_CHROMIUM"]] if os.environ.get("PARDX_CHROMIUM") else BROWSERS
    found = next(filter(None, map(shutil.which, wanted)), None)
    if found is None:
        raise PardxError(
            f"no PDF without Chromium (looked for: {', '.join(wanted)}); install it, for example "
            "'apt install chromium', or set PARDX_CHROMIUM to its path"
        )
    return found


def print_pages(pages: list[Path], project: Project) -> list[Path]:
    """Print pages beside themselves as tagged PDF.

    Parameters
    ----------
    pages : list of Path
        HTML files.
    project : Project
        The checkout, to name them by.

    Returns
    -------
    list of Path
        The PDF files.

    Raises
    ------
    PardxError
        Without a browser, or when it fails.
    """
    browser = find_browser()
    return [_print(browser, page, project) for page in pages]


def _print(browser: str, page: Path, project: Project) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "page.pdf"
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder}",
            "--no-pdf-header-footer",
            "--export-tagged-pdf",
            f"--print-to-pdf={made}",
        ]
        try:
            done = subprocess.run(
                [browser, *options, page.as_uri()],
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            name = project.relative(page)
            raise PardxError(f"{browser} did not print {name} in {SECONDS} s") from error
        if not made.exists():
            last = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
            raise PardxError(f"{browser} did not print {project.relative(page)}: {last[0]}")
        write_atomically(page.with_suffix(".pdf"), made.read_bytes())
    return page.with_suffix(".pdf")
