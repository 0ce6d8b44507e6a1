"""From results to what a reader meets: words, figures and tables in two languages."""
