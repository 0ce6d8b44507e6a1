"""``make docs``: docs/*.md, the data dictionary and the API reference as pages of the site."""

from __future__ import annotations

import hashlib
import html
import io
import re
from functools import cache
from pathlib import Path

from pardx.data.dictionary import load_dictionary
from pardx.language import Language
from pardx.pages.data_dictionary import dictionary_page
from pardx.pages.reference import reference
from pardx.pipeline.parameters import Parameters
from pardx.project import Project
from pardx.provenance import write_atomically
from pardx.templates import render

FIRST = ("architecture", "data-dictionary", "methods", "limits", "assumptions", "performance")
FORMULA = re.compile(r"^\$\$\n(.+?)\n\$\$$", re.DOTALL | re.MULTILINE)


def write_docs(project: Project, parameters: Parameters) -> list[Path]:
    """Write all documentation to ``reports/docs/``.

    Returns
    -------
    list of Path
        The pages written, in the order of their menu.
    """
    texts = dict(sorted(pages(project).items(), key=_order))
    folder = project.root / "reports" / "docs"
    for name, text in texts.items():
        page = render_text(text, name=name, menu={key: _title(texts[key]) for key in texts})
        write_atomically(folder / f"{name}.html", page.encode())
    return [folder / f"{name}.html" for name in texts]


def pages(project: Project) -> dict[str, str]:
    """Gather the texts: file name without ending -> Markdown; all lie in one folder."""
    folder = project.root / "docs"
    return {
        **{path.stem: path.read_text("utf-8") for path in folder.glob("**/*.md")},
        "data-dictionary": dictionary_page(load_dictionary(project)),
        **{f"api-{room.replace('.', '-')}": text for room, text in reference().items()},
    }


def render_text(text: str, *, name: str, menu: dict[str, str]) -> str:
    """Render a Markdown text as a page in the frame of the site.

    Parameters
    ----------
    text : str
        Markdown; a formula is set between two lines of ``$$``.
    name : str
        File name without ending.
    menu : dict
        File name without ending -> title, for every page.
    """
    links = [
        {"href": f"{key}.html", "lang": "en", "text": title, "current": key == name}
        for key, title in menu.items()
    ]
    return render(
        "docs.html.j2", lang=Language("en"), title=_title(text), sisters=links, body=_body(text)
    )


def _order(page: tuple[str, str]) -> tuple[int, str]:
    name = page[0]
    place = FIRST.index(name) if name in FIRST else len(FIRST) + name.startswith("api")
    return place, name


def _title(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ")


def _body(text: str) -> str:
    from markupsafe import Markup
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    plain = FORMULA.sub(lambda found: formula(found[1]), text)
    page = MarkdownWithMath(IPythonRenderer(escape=False, exclude_anchor_links=True)).render(plain)
    # Links lead to pages, tables get scopes and a frame that scrolls, code can be focused.
    page = re.sub(r'href="(?:\.\./|guides/)?([\w-]+)\.md', r'href="\1.html', page)
    page = page.replace("<th", '<th scope="col"').replace('<th scope="col"ead', "<thead")
    page = page.replace("<pre>", '<pre tabindex="0">')
    page = page.replace("<table>", '<div class="scroll" tabindex="0"><table>')
    return Markup(page.replace("</table>", "</table></div>"))


@cache
def _know_fonts_of_matplotlib() -> None:
    """Let matplotlib find the fonts of formulas, which it brings along itself.

    It looks only into a list of fonts that all installations of a user share, and one that was
    made by another need not name them.
    """
    from matplotlib import get_data_path
    from matplotlib.font_manager import fontManager

    known = {font.fname for font in fontManager.ttflist}
    for path in sorted(Path(get_data_path(), "fonts", "ttf").glob("*.ttf")):
        if str(path) not in known:
            fontManager.addfont(path)


def formula(tex: str) -> str:
    """Draw a formula as inline SVG in the colour of the text.

    Parameters
    ----------
    tex : str
        What matplotlib's mathtext understands of TeX; lines become lines.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    _know_fonts_of_matplotlib()
    lines = tex.splitlines()
    drawing, buffer = Figure(figsize=(6, 0.42 * len(lines))), io.StringIO()
    for number, line in enumerate(lines):
        drawing.text(0, 1 - (number + 0.75) / len(lines), f"${line}$", fontsize=13)
    with rc_context({"svg.hashsalt": tex, "svg.fonttype": "path"}):
        looks = {"bbox_inches": "tight", "pad_inches": 0.02, "transparent": True}
        drawing.savefig(buffer, format="svg", metadata={"Date": None}, **looks)
    svg = buffer.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r' id="[a-z]+_\d+"', "", re.sub(r"\s*\n\s*", " ", svg))
    own = f"f{hashlib.sha256(tex.encode()).hexdigest()[:5]}-"
    svg = re.sub(r'( id="|href="#|url\(#)', rf"\g<1>{own}", svg)
    label = html.escape(tex.replace("\n", "; "), quote=True)
    named = svg.replace("<svg", f'<svg role="img" aria-label="{label}" fill="currentColor"', 1)
    return f'<div class="scroll" tabindex="0">{named}</div>\n'
