"""Whatever can be read: notebooks, tables and docstrings as pages, and pages as documents."""
