"""What the bot does beside the flow: it answers from the knowledge base, and gives way to a person in time.

A question that no menu understands is looked up. After the second answer that did not help, and whenever somebody is
angry, a person takes over: `PERSON` is the key that leads to one in every flow.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from channels import articles, messages
from channels.article_words import ANGRY, NO, SAYS, YES
from channels.models import Conversation
from ivr.heard import Digits, Heard, Spoken

PERSON = Digits("0")
FAILURES = 2
SHORTEST = 2
"""Words of a question that is worth a look."""


def angry(text: str) -> bool:
    """Whether these are the words of somebody who has had enough."""
    lower = text.lower()
    return any(piece in lower for piece in ANGRY) or (len(text) > 12 and text.isupper()) or "!!!" in text


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


def answers(session: Session, conversation: Conversation, heard: Heard) -> bool:
    """Answer from the knowledge base what the flow did not understand. False where nothing fits."""
    if not isinstance(heard, Spoken) or len(heard.text.split()) < SHORTEST:
        return False
    if not conversation.path or conversation.path[-1]["way"] != "no_match":
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
