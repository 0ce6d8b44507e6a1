"""Addresses that lead nowhere, in a folder of pages."""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


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


class Named(HTMLParser):
    """The addresses a page names, and the places in it.

    No tree is built: that takes five times as long.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = {"href": set(), "src": set(), "id": set()}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in self.found:
                self.found[name].add(value or "")


@cache
def read(page: Path) -> tuple[set[str], set[str]]:
    """Return the addresses a page names, and the places in it."""
    found = Named(page.read_text("utf-8")).found
    return found["href"] | found["src"], found["id"]


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
