"""One module per kind of device; `registry` lists them."""
