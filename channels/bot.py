"""What the bot does beside the flow: it answers from the knowledge base, and gives way to a person in time.

A question that no menu understands is looked up. After the second that nothing answered, or whose answer did not help,
and whenever somebody is angry, a person takes over: `PERSON` is the key that leads to one in every flow.
"""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from channels import articles, messages
from channels.article_words import ANGRY, NO, SAYS, THANKS, YES
from channels.models import Conversation
from ivr.heard import Digits, Heard, Spoken
from timeline import words

PERSON = Digits("0")
FAILURES = 2
SHORTEST = 2
"""Words of a question that is worth a look."""
SENTENCE = 3
"""Words of two letters and more."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def angry(text: str) -> bool:
    """Whether these are the words of somebody who has had enough."""
    lower = text.lower()
    if any(piece in lower for piece in ANGRY):
        return True
    return _shouts(text) or ("!!!" in text and not any(piece in lower for piece in THANKS))


def _shouts(text: str) -> bool:
    """A sentence in capitals; the number of a parcel is none."""
    words = _WORD.findall(text)
    return len(words) >= SENTENCE and all(word.isupper() for word in words)


def before(session: Session, conversation: Conversation, text: str, key: str) -> Heard | None:
    """What the flow shall hear of a message. None where the message only said whether an article had helped."""
    if not key and angry(text):
        return PERSON
    asked, conversation.article_id = conversation.article_id, None
    if asked is None:
        return Digits(key) if key else Spoken(text)
    said = set(text.lower().replace(",", " ").split())
    says = SAYS.get(conversation.language, SAYS["en"])
    if key == "1" or (not key and (text == says["yes"] or said & YES)):
        articles.judged(session, asked, helped=True)
        messages.write(session, conversation, "bot", says["glad"])
        return None
    if key == "2" or (not key and (text == says["no"] or (said & NO and len(said) <= SHORTEST))):
        articles.judged(session, asked, helped=False)
        conversation.unhelped += 1
        if conversation.unhelped >= FAILURES:
            return PERSON
        messages.write(session, conversation, "bot", says["sorry"])
        return None
    return Spoken(text)


def lost(conversation: Conversation, heard: Heard) -> bool:
    """Whether these words are nothing that the flow understands."""
    return isinstance(heard, Spoken) and bool(conversation.path) and conversation.path[-1]["way"] == "no_match"


def answers(session: Session, conversation: Conversation, heard: Heard) -> bool:
    """Answer from the knowledge base what the flow did not understand. False where nothing fits."""
    if not isinstance(heard, Spoken) or len(words.terms(heard.text)) < SHORTEST:
        return False
    found = articles.answer(session, heard.text, conversation.language)
    if found is None:
        return False
    says = SAYS.get(conversation.language, SAYS["en"])
    options = [{"key": "1", "label": says["yes"]}, {"key": "2", "label": says["no"]}]
    messages.write(session, conversation, "bot", f"{found.title}\n\n{found.text}")
    messages.write(session, conversation, "bot", says["ask"], options=options)
    conversation.article_id = found.id
    return True


def gives_way(conversation: Conversation) -> bool:
    """Count that nothing was understood. Whether that is enough, and a person shall take over."""
    conversation.unhelped += 1
    return conversation.unhelped >= FAILURES
