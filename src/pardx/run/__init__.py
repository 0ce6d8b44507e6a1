"""From parameters to executed notebooks: stages, jobs, engines."""
