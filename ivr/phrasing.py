"""How fields of a flow are called in a sentence to people who never saw its JSON."""

from __future__ import annotations

WAYS = {
    "start": "From the beginning",
    "operator": "By 0 or words for a person",
    "no_input.next": "After silence for too long",
    "no_match.next": "After too many wrong answers",
    "without.next": "Without the answer",
    "wrong.next": "After too many wrong codes",
    "expired.next": "With a code that is too old",
    "used.next": "With a code that was used",
    "too_many.next": "After too many codes",
    "yes.next": "After yes",
    "no.next": "After no",
    "otherwise": "If no case holds",
    "cases.next": "In a case",
    "open": "While we are open",
    "closed": "While we are closed",
    "holiday": "On a public holiday",
    "special": "On a special day",
    "emergency": "While closed by the switch",
    "failure": "If it fails",
    "busy": "If it is busy",
    "no_answer": "If nobody answers",
    "fresh": "For something new",
    "next": "From here",
}
"""A field that names a node → when callers go that way."""

FIELDS = {
    "prompt": "The prompt",
    "confirm.prompt": "Reading back",
    "no_input.prompt": "What is said after silence",
    "no_match.prompt": "What is said after a wrong answer",
    "label": "Its name",
    "phrase": "How it is read out",
    "offer": "How keys are read out",
    "finish": "How the last key is asked for",
    "apology": "The apology",
    "thanks": "The thanks",
    "nothing": "What is said if no message was left",
    "text": "The message that is sent",
    "subject": "The subject of the email",
    "without": "The way on without an answer",
    "confirm": "Reading the answer back",
    "other": "Another number",
    "languages": "The languages",
    "cases": "The cases",
    "take": "What is kept of the answer",
    "asked": "The question for those who were in touch before",
}

SPOKEN = {
    "timeout_s": "It waits {now} seconds for an answer instead of {was}.",
    "no_input.retries": "After silence it asks {now} times again instead of {was}.",
    "no_match.retries": "After a wrong answer it asks {now} times again instead of {was}.",
    "wrong.retries": "After a wrong code it asks {now} times again instead of {was}.",
    "min": "It wants at least {now} digits instead of {was}.",
    "max": "It takes up to {now} digits instead of {was}.",
    "length": "A code has {now} digits instead of {was}.",
    "pattern": "It takes digits that look like {now} instead of {was}.",
    "finish_on": "The key that ends the answer is {now} instead of {was}.",
    "queue": "Callers wait in the queue {now} instead of {was}.",
    "skills": "Agents need {now} instead of {was}.",
    "priority": "Their priority in line is {now} instead of {was}.",
    "number": "The number that is called is {now} instead of {was}.",
    "connection": "It is looked up in {now} instead of {was}.",
    "flow": "Callers go through the flow {now} instead of {was}.",
    "scale": "The scale is {now} instead of {was}.",
    "by": "It is sent by {now} instead of {was}.",
    "read_out": "The keys are read out: {now} instead of {was}.",
    "only": "It is offered on {now} instead of {was}; nothing means everywhere.",
    "languages": "It speaks {now} instead of {was}.",
    "max_s": "A message may take {now} seconds instead of {was}.",
    "name": "The flow calls itself {now} instead of {was}.",
    "value": "It means {now} instead of {was} to what comes later.",
    "answer": "It is remembered as {now} instead of {was}.",
}
"""A field → how its change reads; {was} and {now} are its values."""


OTHERWISE = "{field} is now {now} instead of {was}."


def said_of(path: str) -> str:
    """A field's name for people: the longest ending of its path that we have a name for."""
    parts = path.split(".")
    for first in range(len(parts)):
        if known := FIELDS.get(".".join(parts[first:])):
            return known
    return parts[-1].replace("_", " ").capitalize()
