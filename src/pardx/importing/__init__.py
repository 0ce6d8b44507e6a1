"""Official tables in: file -> grid of texts -> understood columns -> raw rows."""
