"""How letters and nudges leave the house: mail, and channels by address."""
