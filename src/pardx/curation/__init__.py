"""Keeping the data: import it, judge it, trace it, release it, compare releases."""
