"""One file, one step. Numbered; never changed after a release."""
