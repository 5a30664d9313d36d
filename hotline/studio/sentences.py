"""Every sentence that a report of an import can say, by code, in English.

The panel says them in its own languages: web/ui/src/locales/*/studio.json has the same codes, which a test compares.
"""

from __future__ import annotations

SENTENCES = {
    # The flow as a whole.
    "several_languages": "Its widgets speak {languages}. Here every prompt has a text in each language, and a language "
    "node asks which one: bring the branches together.",
    "some_conditions": "Some texts have conditions in Liquid; look for braces in the prompts.",
    # Ways.
    "ways": "Ways out: {ways}.",
    "way": "{event} → {to}",
    "way_end": "{event} → the call ends",
    "way_missing": "{event} → {to}, which does not exist",
    "no_way": "It has no way out.",
    "the_end": "the end of the call",
    "nobody_knows": "nobody knows what",
    # Beginning, and splits.
    "begins": "The conversation begins with what follows, by phone and in writing.",
    "begins_two_ways": "It became a fork: who calls and who writes go their own ways.",
    "other_beginning": "{event} led to {to}: a flow of ours begins when somebody calls or writes. Say who asked.",
    "no_case": "It has no case, so that it always leads on.",
    "fork": "It became a fork.",
    "hours": "It asks for the time; here the hotline's hours decide. Set them, and look whether open and closed fit.",
    "case_unsaid": "Case {number} ({wanted}) cannot be said here: {fact} stands for it. Put a case of ours in "
    "its place.",
    "no_condition": "no condition",
    # What is said.
    "say": "It became a say node.",
    "said_elsewhere": "Its words are what {node} says.",
    "tones": "It sends the tones {tones}, which nothing here can do.",
    "cut": "Its text is cut to {most} characters: shorten it.",
    "plays": "It plays {address}: upload that recording, and write down what it says.",
    "for_ever": "It repeated itself for ever; here it is said once.",
    "long": "Its text is long: {count} nodes say the beginning.",
    "filter": "The filter {filter} was left out.",
    "conditions": "Its text has conditions (Liquid): write what is to be said, or use a fork.",
    "gap": "Nothing here is {gap}: it is called {name}; say what takes its place.",
    "picture": "The picture {address} is not sent: send a link to it.",
    # Questions.
    "wordless": "It asks without a word, after what was said before: write the question here.",
    "menu": "It became a menu, together with {splits}.",
    "menu_part": "Its cases are the options of the menu {node}.",
    "menu_else": "Whatever else is heard leads to {to}, pressed or spoken.",
    "menu_pressed": "What was only spoken can be pressed, too: {keys}.",
    "menu_spoken": "Spoken words choose an option by its label; the way to {to} is not taken any more. Add the words "
    "to the options.",
    "one_key": "One key is enough now; nobody has to wait or to press #.",
    "ask": "It asks for digits and keeps them as {answer}.",
    "finish": "The key {key} ended the answer; here it is #.",
    "any_words": "It takes any words as a reply; here digits are asked for. Make it a menu, a voicemail or a survey.",
    "spoken_digits": "Spoken digits go on as pressed ones do; the way to {to} is not taken any more. Say what is "
    "meant.",
    # Voicemail and queues.
    "voicemail": "It takes a message, which lies on the customer's timeline with its transcript.",
    "asks_for_message": "It asked for no message itself: look at the words that do so now.",
    "message_length": "A message of up to {seconds} s is {most} s long at most.",
    "silent_message": "Who says nothing is asked once more, and then goes where the others go after their message, not "
    "to {to}.",
    "not_told": "{address} is not told of it: does anybody need that?",
    "queue": "Callers wait in the queue {queue}: make one of that key, or choose another.",
    "which_queue": "Which queue takes the place of {workflow}? Choose it, and its skills.",
    "attributes": "The attributes {attributes} are not handed over: skills and priority are set here.",
    "waiting": "While waiting, callers hear our music, their position and expected wait.",
    "call_failure": "A call that fails goes the same way as a full queue, not to {to}.",
    "hung_up": "After a caller has hung up nothing more is done here, so that {to} is not reached.",
    # Beyond the call.
    "request": "It asks {where}: have that configured as the connection {connection}, with its secrets, or choose "
    "another.",
    "not_sent": "Not sent: {names}. Put it into the connection, or leave it.",
    "plain": "{name}",
    "around": "what stands around the values in its body",
    "fixed": "the fixed {name}",
    "signed_in": "It signed in with Twilio's own token, which is not handed over.",
    "not_taken": "{path} cannot be taken out of its answer: say what is meant.",
    "too_many_taken": "{path} is one more than {most} values: leave one out.",
    "connects": "It connects to {number}.",
    "connect_ways": "Busy, no answer and failure go where the end of the talk goes, and may have ways of their own "
    "now.",
    "connects_elsewhere": "It connects to {noun} {whom}. Lead it to a queue whose agents take these calls, or to a "
    "number.",
    "writes_elsewhere": "It writes to {whom}, and we write to the caller only: say who tells them.",
    "message": "It sends the same text; in a chat it is written there.",
    "sub_flow": "It goes through the flow {flow}: import that one, too, and name it here ({key}).",
    "handed_over": "It handed over {names}; here all answers are known in it anyway.",
    "sub_flow_failed": "A flow within a flow does not fail here: {to} is not reached.",
    # Variables.
    "copy": "The variable {name} is a copy: it is {fact} everywhere.",
    "variable": "The variable {name} is the answer {answer}.",
    "value_cut": "The value of {name} is cut to {most} characters.",
    "put_together": "{name} is put together from {value}, which a set node cannot do: say which value is meant.",
    # What nothing of ours stands for, and what we do anyway.
    "stream": "Talks are listened to by Threadline itself; no stream goes elsewhere.",
    "record_call": "Talks with agents are recorded by Threadline itself, always.",
    "run_function": "It runs the function {address}, which lives at Twilio: make it an HTTP look-up, or do without it.",
    "redirect": "It hands the call over to {address}, which nothing here can do: say what happens there.",
    "payments": "It takes a payment by {connector}, which nothing here can do: ask for it another way.",
    "outgoing": "It calls {to}; a flow of ours is for who calls us: a callback or an agent does that.",
    "virtual_agent": "It hands over to the virtual agent {connector}: say what it did, in nodes of ours.",
    "autopilot": "It hands over to a bot that Twilio has ended: say what it did, in nodes of ours.",
    "unknown": "Nothing here stands for a widget of the type {type}: say what it did, in nodes of ours.",
    "kept_by_fork": "Until then its place is kept by a fork on {fact}.",
}
"""Code → sentence, or a part of one."""
