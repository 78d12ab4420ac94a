"""Values in, bytes out: the writing twin of `collector.decode`, for pretend devices and tests."""
