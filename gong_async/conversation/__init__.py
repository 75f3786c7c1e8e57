"""Calls with their words: who said what, joined, shown, measured, and cut into pieces."""

from __future__ import annotations

from .conversation import Conversation
from .join import Conversations
from .measures import Measure, QuestionTally, TalkRatio
from .speech import CallSpeaker, Utterance
from .turns import Turn

__all__ = [
    "CallSpeaker",
    "Conversation",
    "Conversations",
    "Measure",
    "QuestionTally",
    "TalkRatio",
    "Turn",
    "Utterance",
]
