"""Addresses that lead nowhere, in a folder of pages."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup


def dead_links(folder: Path) -> list[str]:
    """List what pages under ``folder`` lead to and does not exist: a file, or a place in a page.

    Addresses on the web are left alone.
    """
    return [
        f"{page.relative_to(folder)} -> {address}"
        for page in sorted(folder.rglob("*.html"))
        for address in sorted(addresses(page))
        if not answered(page, address)
    ]


@cache
def read(page: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return the addresses a page names, and the places in it."""
    tree = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    named = {tag[name] for name in ("href", "src") for tag in tree.find_all(attrs={name: True})}
    return frozenset(named), frozenset(tag["id"] for tag in tree.find_all(id=True))


def addresses(page: Path) -> Iterator[str]:
    """List a page's addresses that lie in the site."""
    return (one for one in read(page)[0] if not urlsplit(one).scheme)


def answered(page: Path, address: str) -> bool:
    """Say whether an address leads to a file and, if it names one, to a place in it."""
    parts = urlsplit(address)
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return False
    return not parts.fragment or target.suffix != ".html" or parts.fragment in read(target)[1]
