"""Nothing has left the house, and why: raised inside this room, given out as an outcome."""

from __future__ import annotations

from config.errors import StegvisError
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


def outcome_of(error: StegvisError) -> Outcome:
    """What became of a message that could not be made or sent, where nothing has left yet.

    What cannot be written now may be writable later in the day; an address or a setting that is
    wrong is the owner's to put right.
    """
    if isinstance(error, StoppedError):
        return error.outcome
    return Outcome(MessageState.WAITING, str(error), for_owner=isinstance(error, PostError))
