"""Made-up people who live a year with the real rules, to see whether every promise holds."""
