"""``python -m pardx COMMAND NAME=VALUE ...``, the interface that the Makefile calls."""

from __future__ import annotations

import sys

from pardx.commands import main

if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
