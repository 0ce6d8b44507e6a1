"""From a command to rendered pages: parameters, stages, notebooks, pages."""
