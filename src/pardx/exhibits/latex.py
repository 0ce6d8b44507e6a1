"""Tables as LaTeX source for an article: booktabs, with caption and label."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pardx.exhibits.exhibit import Words
    from pardx.exhibits.tables import Sheet

_ESCAPED = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\N{MINUS SIGN}": "$-$",
        **{sign: rf"\{sign}" for sign in "&%$#_{}"},
    }
)


def escape(text: str) -> str:
    """Write text so that LaTeX prints it as it stands."""
    return text.translate(_ESCAPED)


def longtable(sheet: Sheet, words: Words, *, label: str) -> str:
    r"""Write a table as a ``longtable``, which may run over pages.

    Needs the packages ``booktabs`` and ``longtable``, and for Vietnamese a Unicode engine
    (XeLaTeX, LuaLaTeX) or ``vntex``.

    Parameters
    ----------
    sheet : Sheet
        The table in one language.
    words : Words
        Title and subtitle become the caption, the notes stand below.
    label : str
        For ``\ref``.
    """
    columns = "".join("r" if place in sheet.numeric else "l" for place in range(len(sheet.head)))
    return "\n".join(
        [
            "% \\usepackage{booktabs,longtable}",
            f"\\begin{{longtable}}{{{columns}}}",
            f"\\caption{{{escape(words.title)}. {escape(words.subtitle)}}}\\label{{{label}}}\\\\",
            "\\toprule",
            _row(sheet.head),
            "\\midrule",
            "\\endhead",
            *(_row([cell.plain for cell in row]) for row in sheet.rows),
            "\\bottomrule",
            "\\end{longtable}",
            *(f"\\noindent {escape(note)}\\par" for note in words.notes),
            "",
        ]
    )


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return " & ".join(escape(cell) for cell in cells) + r" \\"
