"""Folders that are watched: files put there, and mounted watches, are read and filed away."""

from service.inbox.tick import waiting

__all__ = ["waiting"]
