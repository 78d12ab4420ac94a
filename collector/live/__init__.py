"""From what a device says over the air to minutes. Pure: no radio, no clock, no database."""
