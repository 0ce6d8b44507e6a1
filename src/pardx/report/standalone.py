"""An exhibit where no style sheet is: HTML that stands alone, and plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from textwrap import shorten

STYLE = (
    "<style>.pardx .title, .pardx .subtitle, .pardx small { display: block }"
    ".pardx .title { font-weight: 600 } .pardx small { opacity: .8 }"
    ".pardx caption, .pardx td, .pardx th { text-align: left; vertical-align: top }"
    ".pardx .n, .pardx .nums td, .pardx .nums thead th + th { text-align: right }"
    ".pardx .drawing, .pardx .panels { max-width: 48rem } .pardx svg { max-width: 100% }"
    ".pardx .panels { display: flex; flex-wrap: wrap }</style>"
)
"""Enough for JupyterLab; where it is dropped, as in a notebook that is not trusted, the text is
still read well."""

INLINE = "a|abbr|b|button|em|i|label|small|span|strong"
FUSED = re.compile(rf"[^\s>(](?=<(?:small|span)\b)|</(?:{INLINE})>(?=<(?:{INLINE})\b)")
"""Where two texts stand side by side only by the style sheet."""
LISTED = re.compile(r"</span>(?=<span\b)")
"""Between the parts of a cell of which a page shows one or all in lines."""

BLOCKS = frozenset(
    {"br", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3"}
    | {"li", "ol", "p", "pre", "section", "summary", "table", "tr", "ul"}
)
UNSEEN = re.compile(r"<(script|style|svg|template)\b.*?</\1>", re.DOTALL)
"""What says nothing in words; a drawing says its own beside it."""
LONGEST = 100
"""Letters of a cell that are shown before an ellipsis."""


def standalone(html: str) -> str:
    """Return a fragment of a page as JupyterLab may show it.

    Parameters
    ----------
    html : str
        Written for the style sheet of a page.
    """
    listed = LISTED.sub("</span> · ", html)
    apart = FUSED.sub(lambda found: f"{found[0]} ", listed)
    return f'<div class="pardx">{STYLE}{apart}</div>'


def plain(html: str) -> str:
    """Return what a fragment says as plain text: tables in columns, drawings by their words.

    Parameters
    ----------
    html : str
        As of :func:`standalone`.
    """
    reader = _Reader()
    reader.feed(LISTED.sub("</span> · ", UNSEEN.sub("", html)))
    reader.close()
    lines = (line.rstrip() for line in "".join(reader.said).split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects text; that of a table's cells until the table ends."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("role") == "img" and given.get("aria-label"):
            self._write(f"\n[{given['aria-label']}]\n")
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag in BLOCKS or given.get("class") == "subtitle":
            self._write("\n- " if tag == "li" else "\n")
        elif tag == "small":
            self._write(" (")
        else:
            self._apart()

    def handle_endtag(self, tag: str) -> None:
        if tag == "small":
            self._write(")")
        elif tag in ("td", "th") and self._cell is not None:
            text = " ".join("".join(self._cell).split())
            self._rows[-1].append(text)
            self._cell = None
        elif tag == "table":
            self.said.append("\n" + _columns(self._rows) + "\n")
        elif tag in BLOCKS:
            self._write("\n")

    def handle_data(self, data: str) -> None:
        self._write(re.sub(r"\s+", " ", data))

    def _apart(self) -> None:
        """Keep two texts apart that only a style sheet would."""
        last = "".join((self.said if self._cell is None else self._cell)[-1:])
        if last and not last.endswith((" ", "\n", "(", "“")):
            self._write(" ")

    def _write(self, text: str) -> None:
        (self.said if self._cell is None else self._cell).append(text)


def _columns(rows: list[list[str]]) -> str:
    """Set rows in columns: numbers right, words left."""
    rows = [[shorten(cell, LONGEST, placeholder=" …") for cell in row] for row in rows if row]
    wide = max(map(len, rows), default=0)
    filled = [row + [""] * (wide - len(row)) for row in rows]
    widths = [max(len(row[place]) for row in filled) for place in range(wide)]
    aligned = (
        "  ".join(
            cell.rjust(width) if re.match(r"[+−-]?\d|–$", cell) else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        )
        for row in filled
    )
    return "\n".join(aligned)
