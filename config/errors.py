"""The one ancestor of every error a person may read: what happened, and what to do next."""

from __future__ import annotations


class StegvisError(Exception):
    """Work cannot go on. The message is shown as it is; a traceback is not.

    ``exit_code``: 2 for wrong usage, 3 when the program cannot work.
    """

    exit_code = 3
