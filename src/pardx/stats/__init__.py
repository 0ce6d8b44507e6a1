"""From a panel to results: ranks, description, associations, regressions."""
