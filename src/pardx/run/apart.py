"""Work in a process of its own: today's code does it, and Matplotlib and numpy have one thread."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

from pardx.project import Project
from pardx.run.parameters import Parameters
from pardx.run.warm import set_environment


def run_apart(
    module: str, project: Project, parameters: Parameters, **more: object
) -> subprocess.CompletedProcess[str]:
    """Run a module of ``pardx`` on a project, told its root, the parameters and more as JSON.

    A driver, and a worker of a scheduler, may have imported ``pardx`` before a file of it changed.
    """
    set_environment(project)
    order = json.dumps({"parameters": asdict(parameters), **more})
    command = [sys.executable, "-m", module, str(project.root), order]
    return subprocess.run(command, capture_output=True, text=True, check=False)
