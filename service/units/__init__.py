"""systemd units, filled in for one installation and written where systemd looks for them."""
