"""The front of house: commands, letters, errands. The only room that knows all others."""
