"""The languages of the reports. Naming one here executes no notebook: pages are written in it."""

from __future__ import annotations

LANGUAGES = ("en", "vi")
LISTED_IN = "languages.py"
"""This file, as seen from the package: what is written in every language asks for it as a text."""
