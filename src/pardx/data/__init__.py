"""From raw rows to a panel: geography and dictionary, rules, reconciliation, panel."""
