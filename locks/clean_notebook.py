"""Git's filter for notebooks: what is committed has no outputs and no traces of a run.

``make lab`` sets it (``git config filter.pardx-notebook.clean``), ``.gitattributes`` says for which
files. It reads a notebook and writes it; only the standard library is needed.
"""

import json
import sys

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def cleaned(text: str) -> str:
    """Return a notebook without outputs, counts and clock times, in the form that is committed.

    What is no notebook, such as one with conflict marks, stays as it is.
    """
    try:
        return written(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        return text


def written(book: "dict[str, object]") -> str:
    """Write a notebook without what a run leaves."""
    for cell in book["cells"]:
        tags = cell["metadata"].get("tags")
        cell["metadata"] = {"tags": tags} if tags else {}
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
        if isinstance(cell["source"], str):
            cell["source"] = cell["source"].splitlines(keepends=True)
    book["metadata"] = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return json.dumps(book, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    kept = cleaned(sys.stdin.buffer.read().decode("utf-8"))
    sys.stdout.buffer.write(kept.encode("utf-8"))
