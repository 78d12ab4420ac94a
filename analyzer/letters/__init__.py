"""What letters say, as values, before they have words; pure functions of what is stored."""
