"""From raw rows to a panel: geography and catalogue, raw, checks, settling, panel."""
