"""Where readings come from. One file, one source; all input and output of the collector is here."""
