"""From a device or a file to readings."""
