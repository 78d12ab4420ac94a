"""What people may change: settings, and clinical facts as data with their sources."""
