"""Copies of everything, made while the program runs; one that is there has been verified."""
