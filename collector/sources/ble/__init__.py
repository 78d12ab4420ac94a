"""Bluetooth LE devices: finding, connecting, and listening to them for weeks."""
