"""Tables as LaTeX source for an article: booktabs, with caption and label."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from pardx.report.exhibit import Words

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


def longtable(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: Container[int],
    words: Words,
    label: str,
) -> str:
    r"""Write a table as a ``longtable``, which may run over pages.

    Needs the packages ``booktabs`` and ``longtable``, and for Vietnamese a Unicode engine
    (XeLaTeX, LuaLaTeX) or ``vntex``.

    Parameters
    ----------
    head : sequence of str
        Column headings.
    rows : iterable of sequence of str
        As wide as ``head``.
    numeric : container of int
        Positions of right-aligned columns.
    words : Words
        Title and subtitle become the caption, the notes stand below.
    label : str
        For ``\ref``.
    """
    columns = "".join("r" if place in numeric else "l" for place in range(len(head)))
    caption = f"{escape(words.title)}. {escape(words.subtitle)}"
    return "\n".join(
        [
            "% \\usepackage{booktabs,longtable}",
            f"\\begin{{longtable}}{{{columns}}}",
            f"\\caption{{{caption}}}\\label{{{label}}}\\\\",
            "\\toprule",
            _row(head),
            "\\midrule",
            "\\endhead",
            *map(_row, rows),
            "\\bottomrule",
            "\\end{longtable}",
            *(f"\\noindent {escape(note)}\\par" for note in words.notes),
            "",
        ]
    )


def _row(cells: Sequence[str]) -> str:
    return " & ".join(escape(cell) for cell in cells) + r" \\"
