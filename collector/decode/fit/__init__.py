"""FIT files as columns: what watches, bike computers and their apps write."""
