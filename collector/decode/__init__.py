"""Bytes in, columns out. Pure: no files, no clock, no network."""
