"""Draw one figure of a year several times: ``figures.py YEAR COUNT``."""

import sys

from pardx.run.context import RunContext
from pardx.run.parameters import Parameters

from pardx.exhibits.movers import movers
from pardx.project import Project

year, count = map(int, sys.argv[1:])
material = RunContext(Parameters(year), Project.here()).material()
for _ in range(count):
    [one, *_] = movers(material)
    one.bundle()
