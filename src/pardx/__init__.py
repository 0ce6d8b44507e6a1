"""Reproducible research on administrative reform and digital transformation in Vietnam."""

__version__ = "0.1.0"
