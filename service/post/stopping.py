"""Nothing has left the house, and why: raised inside this room, given out as an outcome."""

from __future__ import annotations

from service.post.outcome import Outcome, PostError
from storage.sending import MessageState


class StoppedError(PostError):
    """Nothing has left the house, and why. ``outcome`` is what the ledger keeps."""

    def __init__(
        self,
        said: str,
        advice: str = "",
        *,
        for_owner: bool = False,
        state: MessageState = MessageState.WAITING,
    ) -> None:
        self.outcome = Outcome(state, said, advice, for_owner)
        super().__init__(self.outcome.sentence)
