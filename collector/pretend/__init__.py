"""A person who does not exist, written as a real watch would write them; seeded, with the truth."""
