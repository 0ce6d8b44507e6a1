"""Install a locked environment: ``python3 locks/install.py run|test|lab``.

The Makefile calls this before the first command. It needs only the standard library, and avoids
syntax newer than Python 3.6 so that an old interpreter can still print what to do.

``run`` makes .venv from locks/run.txt and installs the package in place, ``test`` adds
locks/test.txt, ``lab`` makes .venv-lab with JupyterLab, which finds .venv's Python as its kernel in
locks/jupyter. No installed file is ever written: uv links it with its cache and with every other
environment of the machine.
Packages are installed by uv, or by pip when uv cannot serve or PARDX_INSTALLER=pip is set.
"""

import ast
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

MINIMUM = (3, 11)
SECONDS = {"run": 40, "test": 10, "lab": 20}
UV_PYTHON = Path(".venv", "bin", "python")
# uv does not read pip's configuration; these settings say where packages come from.
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}


class InstallError(Exception):
    """Something the user has to repair; the message says how."""


def call(*command: str, **options: "dict[str, str]") -> "tuple[bool, str]":
    """Run `command`; return whether it succeeded and what it printed."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options
    )
    return done.returncode == 0, done.stdout.decode(errors="replace").strip()


def find_python() -> str:
    """Return a Python that is new enough: the one running, or one found by its version's name."""
    if sys.version_info >= MINIMUM:
        return sys.executable
    for minor in range(20, MINIMUM[1] - 1, -1):
        path = shutil.which(f"python3.{minor}")
        if path and call(path, "-c", "")[0]:
            return path
    raise InstallError(
        f"PAR-DX needs Python 3.{MINIMUM[1]} or newer, and {sys.executable} is "
        f"{sys.version.split()[0]}.\nInstall a newer one, or name it: "
        "PYTHON=/path/to/python3 make ..."
    )


def refuse_wrong_values(python: str) -> None:
    """Let the commands that make was called for refuse a wrong value before the long set-up."""
    goals = os.environ.get("GOALS", "").split()
    planned, output = call("make", "-n", "PYTHON=" + python, *goals)
    refused = [line for line in output.splitlines() if line.startswith("pardx: ")]
    if goals and not planned and refused:
        raise InstallError("\n".join(refused))


def make_environment(folder: Path) -> None:
    """Make an empty virtual environment with pip in `folder`, in place of what was there.

    A link is replaced, and what it leads to is left as it is: it serves somebody else.
    """
    python = find_python()
    if os.pathsep in str(Path.cwd()):
        raise InstallError(
            f"Python makes no environment in {Path.cwd()}, whose name holds a {os.pathsep!r}: "
            "rename the folder."
        )
    if not call(python, "-c", "import ensurepip, venv")[0]:
        raise InstallError(
            f"{python} cannot make virtual environments: part of its standard library is "
            "missing.\nOn Debian or Ubuntu: sudo apt install python3-venv"
        )
    if folder.is_symlink():
        folder.unlink()
    made, output = call(python, "-m", "venv", "--clear", str(folder))
    if not made:
        raise InstallError(f"{folder} could not be made:\n{output}")


def pip(folder: Path, *arguments: str) -> "tuple[bool, str]":
    """Run the pip of the environment in `folder`."""
    python = str(folder / "bin" / "python")
    return call(python, "-m", "pip", "--disable-pip-version-check", *arguments)


def uv_variables() -> "dict[str, str]":
    """Return an environment in which uv takes packages from where pip would take them."""
    found = {"UV_COMPILE_BYTECODE": "1", "UV_INDEX_STRATEGY": "unsafe-best-match"}
    settings = pip(UV_PYTHON.parents[1], "config", "list")[1]
    for name, value in re.findall(r"^[\w:]+\.([\w-]+)=(.*)$", settings, re.MULTILINE):
        if name in PIP_TO_UV:
            words = ast.literal_eval(value).split()
            found[PIP_TO_UV[name]] = ("," if name == "find-links" else " ").join(words)
    return {**found, **os.environ}


def add_uv() -> None:
    """Install the locked uv into .venv, unless the user asked for pip."""
    if os.environ.get("PARDX_INSTALLER") == "pip":
        print("  pip installs, as PARDX_INSTALLER says: about 2 minutes", flush=True)
        return
    lock = ("--require-hashes", "-r", "locks/uv.txt")
    added, output = pip(UV_PYTHON.parents[1], "install", "--quiet", *lock)
    if not added:
        print(f"  pip installs, as uv is not to be had: {output[-300:]}", flush=True)


def install(folder: Path, *arguments: str) -> None:
    """Install into the environment in `folder`: by uv, or else by pip."""
    if call(str(UV_PYTHON), "-c", "import uv")[0]:
        target = ("--quiet", "--python", str(folder / "bin" / "python"))
        uv = (str(UV_PYTHON), "-m", "uv", "pip", "install", *target)
        done, output = call(*uv, *arguments, env=uv_variables())
        if done:
            return
        print(f"  pip installs, as uv could not: {output[-300:]}", flush=True)
    done, output = pip(folder, "install", "--quiet", *arguments)
    if not done:
        raise InstallError(f"The set-up of {folder} failed:\n{output}")


def install_lock(folder: Path, name: str) -> None:
    """Bring the environment in `folder` to locks/`name`.txt; all but ``test`` start afresh."""
    print(f"Setting up {folder} (once, about {SECONDS[name]} s) ...", flush=True)
    start = time.monotonic()
    if name != "test":
        make_environment(folder)
    if name == "run":
        add_uv()
    install(folder, "--no-deps", "--require-hashes", "-r", f"locks/{name}.txt")
    print(f"  done in {time.monotonic() - start:.0f} s", flush=True)


def point_to_source(folder: Path) -> None:
    """Name the source relative to where it is noted: Python may read that note as ASCII."""
    for note in folder.glob("lib/python*/site-packages/pardx.pth"):
        place = os.path.relpath("src", str(note.parent))
        note.unlink()  # it may be linked with the installer's cache: nothing is written through it
        note.write_text(f"{place}\n", encoding="ascii")


def main(name: str) -> None:
    """Install what the environment `name` lacks, then write the stamp that make looks for.

    The stamp holds the folder of the checkout, since an environment cannot be moved, and the
    lock's checksum. A set-up that was interrupted leaves no stamp, or one older than the lock.
    """
    folder = Path(".venv-lab" if name == "lab" else ".venv")
    stamp = folder / f".{name}-ready"
    checksum = hashlib.sha256(Path("locks", f"{name}.txt").read_bytes()).hexdigest()
    state = f"{Path.cwd()}\n{checksum}\n"
    whole = (folder / "bin" / "python").exists() and stamp.exists()
    if not whole or stamp.read_text(encoding="utf-8") != state:
        refuse_wrong_values(find_python())
        install_lock(folder, name)
    if name == "run":
        install(folder, "--no-deps", "--no-build-isolation", "--editable", ".")
        point_to_source(folder)
    stamp.write_text(state, encoding="utf-8")


def wait_for_turn() -> None:
    """Wait until no other make sets this checkout up; the lock ends with this process."""
    folder = os.open("locks", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another make is setting up this folder: waiting for it ...", flush=True)
        fcntl.flock(folder, fcntl.LOCK_EX)


if __name__ == "__main__":
    try:
        wait_for_turn()
        main(sys.argv[1])
    except InstallError as error:
        sys.exit(f"{error}")
    except OSError as error:
        sys.exit(f"The set-up failed: {error}")
    except KeyboardInterrupt:
        sys.exit("Interrupted: the next make sets up again.")
