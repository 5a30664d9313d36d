"""The sentences that tell what callers notice of a change, by code, in English.

The panel says them in its own languages: web/ui/src/locales/*/changes.json has the same codes, which a test compares.
"""

from __future__ import annotations

WAYS = {
    "start": "From the beginning",
    "operator": "By 0 or words for a person",
    "no_input_next": "After silence for too long",
    "no_match_next": "After too many wrong answers",
    "without_next": "Without the answer",
    "wrong_next": "After too many wrong codes",
    "expired_next": "With a code that is too old",
    "used_next": "With a code that was used",
    "too_many_next": "After too many codes",
    "yes_next": "After yes",
    "no_next": "After no",
    "otherwise": "If no case holds",
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
"""A field that names a node, by the end of its path → when callers go that way."""

FIELDS = {
    "prompt": "The prompt",
    "confirm_prompt": "Reading back",
    "no_input_prompt": "What is said after silence",
    "no_match_prompt": "What is said after a wrong answer",
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
    "take": "What is kept of the answer",
    "asked": "The question for those who were in touch before",
    "several": "The question where several journeys are open",
}
"""A field, by the end of its path → how it is called."""

SPOKEN = {
    "timeout_s": "It waits {now} seconds for an answer instead of {was}.",
    "no_input_retries": "After silence it asks {now} times again instead of {was}.",
    "no_match_retries": "After a wrong answer it asks {now} times again instead of {was}.",
    "wrong_retries": "After a wrong code it asks {now} times again instead of {was}.",
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
"""A field, by the end of its path → how its change reads; {was} and {now} are its values."""

SENTENCES = {
    "leads": "{when}, callers now come to {to} instead of {was}.",
    "node": "“{name}”",
    "the_end": "the end",
    "new": "New: {kind}.",
    "new_says": "New: {kind}. It says “{text}”",
    "replaced": "Something else stands here now: {kind}.",
    "replaced_says": "Something else stands here now: {kind}. It says “{text}”",
    "gone": "{node} is gone: nobody comes there any more.",
    "value": "{field} is now {now} instead of {was}.",
    "list": "{field} changed: {was} before, {now} now.",
    "text_now": "{field} is now “{now}” instead of “{was}”.",
    "text_now_in": "{field} ({language}) is now “{now}” instead of “{was}”.",
    "text_new": "New: {field} “{text}”",
    "text_gone": "No longer said, {field}: “{text}”",
    "recording": "{field} is heard in another recording.",
    "recording_in": "{field} ({language}) is heard in another recording.",
    "voice": "{field} is spoken by the voice again.",
    "voice_in": "{field} ({language}) is spoken by the voice again.",
    "part_new": "New: {field}.",
    "part_new_called": "New: {field} “{label}”.",
    "part_gone": "Gone: {field}.",
    "part_gone_called": "Gone: {field} “{label}”.",
    "words_more": "It is understood by more words: {words}.",
    "words_fewer": "It is no longer understood by: {words}.",
    "key": "Key {key} (“{label}”): {change}",
    "key_new": "Key {key} is new: “{label}”.",
    "key_new_leads": "Key {key} is new: “{label}”, leading to {to}.",
    "key_gone": "Key {key} (“{label}”) is gone.",
    "order": "The options come in another order: {keys}.",
    "case_new": "New: if {condition}, callers come to {to}.",
    "case_leads": "If {condition}, callers now come to {to} instead of {was}.",
    "case_gone": "No longer asked: if {condition}.",
    "case_first": "If {condition} is now asked first.",
    "if_eq": "{on} is {value}",
    "if_among": "{on} is one of {value}",
    "if_known": "{on} is known",
    "if_unknown": "{on} is not known",
    "if_at_least": "{on} is at least {value}",
    "if_at_most": "{on} is at most {value}",
    "if_nothing": "{on}",
    **{f"when-{code}": text for code, text in WAYS.items()},
    **{f"field-{code}": text for code, text in FIELDS.items()},
    **{f"spoken-{code}": text for code, text in SPOKEN.items()},
    "field": "“{field}”",
}
"""Code → sentence, or a part of one."""


def longest(path: str, known: dict[str, str]) -> str | None:
    """The longest ending of a field's path that is known: `options.without.next` → `without_next`."""
    parts = path.split(".")
    endings = ("_".join(parts[first:]) for first in range(len(parts)))
    return next((ending for ending in endings if ending in known), None)
