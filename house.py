"""The house: all the rooms of Threadline put together for one process. Nowhere else are backends chosen."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask

import acd.loop
import workers
from acd.loop import Performer
from channels import by_phone
from channels.chat import Chat
from channels.conversations import Conversations
from channels.flow_mail import FlowMail
from channels.messengers import Sms
from config import Config, ConfigError
from db import Database, now
from hotline import draft_calls, versions, walk
from hotline.sendings import Sender
from ivr import languages
from ivr.ahead import spoken_by
from ivr.languages import LanguageRefused
from telephony.asterisk.dialogue import Dialogue
from telephony.asterisk.speech import Ears
from telephony.asterisk.switch import AsteriskSwitch
from telephony.asterisk.talks import Talks
from telephony.calls import Calls
from telephony.draft_calls import DraftCalls
from telephony.live_words import LiveWords
from telephony.outbound import Outgoing
from telephony.port import Switch
from telephony.prompts import Prompts
from telephony.twilio import audio as twilio_audio
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.media import add_media
from telephony.twilio.reconcile import Reconcile
from telephony.twilio.sms import Texts, add_texts
from telephony.twilio.webhooks import webhooks
from timeline.imports import work as imports
from transcripts import downloads
from transcripts.engines import Models, free
from transcripts.live import Live
from web import guard
from web.rooms import Rooms
from web.site import make_site

log = logging.getLogger("threadline")

SIGNALS_LAST = timedelta(hours=2)
"""A panel that was away for longer reads its state anew."""
HOUSEKEEPING_S = 300
COLLECT_AFTER = (5_000, 20, 20)
"""Things made, and collections of the younger generation, until a collection of each. Python's own 700 and 10 take 5 %
of a webhook's time."""
STARTED_S = 3
"""By then everything is imported and built."""


class House:
    """All the rooms, put together for one process. `start` runs the parts that work by themselves."""

    def __init__(self, config: Config) -> None:
        self.config = config
        _learn_languages(config)
        self.db = Database(config.database_url)
        self.asterisk = AsteriskSwitch(config) if config.asterisk else None
        comes_back = timedelta(seconds=config.agent_back_s)
        self.twilio = TwilioSwitch(config, self.db) if config.twilio_auth_token else None
        switches: list[Switch] = [switch for switch in (self.asterisk, self.twilio) if switch]
        self.texts = Texts(config, self.twilio.http) if self.twilio and config.twilio_number else None
        self.chat = Chat(self.db, config.secret_key, config.region)
        self.senders = self._who_sends()
        self.calls = Calls(
            self.db,
            {switch.name: switch for switch in switches},
            config.secret_key,
            config.region,
            comes_back,
            in_line=by_phone.in_line,
            outgoing=_way_out(config),
            senders=tuple(self.senders),
        )
        self.switch = switches[0]
        """The one that browsers' telephones speak with."""
        self.models = Models(config.vosk_models, config.var / "models")
        self.prompts = Prompts(config)
        self.stop = threading.Event()
        self.ends: list[Callable[[], object]] = [self.asterisk.stop] if self.asterisk else []
        """How to end what a mere word does not: other processes, and servers with ports of their own."""
        self.words = self._live_words()

    def _live_words(self) -> LiveWords | None:
        """Talks are heard beside the menus, whose callers wait for an answer and come first."""
        if not (self.config.recognizers and self.config.live_words):
            return None
        words = LiveWords(self.db, Live(self.models, choose=free, nice=10))
        self.ends.append(words.close)
        if self.twilio:
            self.twilio.streams.wanted = words.hears
        return words

    def _who_sends(self) -> dict[str, Sender]:
        """Who sends the messages of flows. What nobody sends, flows know that they cannot."""
        senders: dict[str, Sender] = {}
        if self.texts:
            senders["sms"] = self.texts.send
        if self.config.smtp_relay:
            senders["email"] = FlowMail(self.db, self.config).send
        return senders

    def performers(self) -> dict[str, Performer]:
        """Who carries out what the desk decides."""
        conversations = Conversations(self.db)
        return {"call": self.calls, "chat": conversations, "email": conversations}

    def site(self) -> Flask:
        """The web application."""
        site = make_site(
            Rooms(
                config=self.config,
                db=self.db,
                calls=self.calls,
                chat=self.chat,
                switch=self.switch,
                recognizers=self.recognizers,
                writes=tuple(self.senders),
            )
        )
        if self.twilio:
            door = webhooks(self.config, self.calls, self.prompts, self.twilio)
            add_texts(door, Sms(self.chat))
            if self.words:
                add_media(door, self.config, self.calls, self.twilio, self.words)
                self.twilio.streams_anew()
            guard.open_door(site, door)
        return site

    def recognizers(self) -> list[dict[str, Any]]:
        return downloads.states(self.models, self.languages())

    def languages(self) -> list[str]:
        """The languages that the hotlines' flows speak."""
        with self.db.reading() as session:
            return sorted({language for flow in walk.flows(session) for language in flow.languages})

    def _render_prompts(self) -> None:
        """In the background, so that the first caller waits no longer than the others."""
        with self.db.reading() as session:
            self.prompts.warm([prompt for flow in walk.flows(session) for prompt in spoken_by(flow)])

    def _flows_changed(self, topics: set[str] | None) -> None:
        if topics is not None and versions.SPOKEN in topics:
            self.begin("prompts", self._render_prompts)

    def start(self, parts: Sequence[str]) -> None:
        """Begin to work, in threads, until `end`."""
        self.begin("database", self.db.settle if self.db.sqlite else self.db.listen, self.stop)
        if "switch" in parts:
            self._render_prompts()
            self.db.bell.subscribe(self._flows_changed)
            if self.asterisk:
                self._answer_asterisk(self.asterisk)
            self.begin("desk", acd.loop.run, self.db, self.performers(), self.stop)
        elif self.asterisk:
            self.asterisk.start()
        if self.twilio:
            self.twilio.start(self.calls)
            self.begin("twilio", Reconcile(self.twilio, self.calls).run, self.stop)
        if "worker" in parts:
            workers.start(self)
            if self.twilio:
                folder, source = self.config.var / "recordings", twilio_audio.Source.of(self.config)
                self.begin("twilio-audio", twilio_audio.run, self.calls, folder, source, self.stop)
        self.begin("housekeeping", self._keep_house)

    def _answer_asterisk(self, asterisk: AsteriskSwitch) -> None:
        drafts = DraftCalls(self.db, self.config.secret_key, self.config.var / "recordings")
        dialogue = Dialogue(self.config, self.calls, asterisk, self.prompts, self._ears(), drafts)
        dialogue.start()
        self.ends.append(dialogue.stop)
        asterisk.start(self.calls)
        if self.words:
            talks = Talks(self.db, self.config.var / "recordings", self.words)
            talks.start()
            self.ends.append(talks.stop)

    def _ears(self) -> Ears | None:
        """Callers are heard in the languages of the flows that have a recognizer here; in others they have keys."""
        if not self.config.recognizers:
            return None
        ears = Ears(self.config, Live(self.models))
        ears.start(self.languages())
        self.ends.append(ears.stop)
        return ears

    def _keep_house(self) -> None:
        self.stop.wait(STARTED_S)
        # What lives as long as we do is looked through no more: a full collection of it stops everybody for 0.1 s.
        gc.collect()
        gc.freeze()
        # A step of a call makes thousands of things that are gone with it, and few that nobody but a collection finds.
        gc.set_threshold(*COLLECT_AFTER)
        while not self.stop.wait(HOUSEKEEPING_S):
            try:
                self.db.forget_signals(now() - SIGNALS_LAST)
                with self.db.transaction() as session:
                    draft_calls.forget(session, now() - draft_calls.KEPT)
                    imports.forget(session, now() - imports.UNUSED)
                if self.asterisk:
                    self.asterisk.sweep()
            except Exception:
                log.exception("housekeeping failed; it is tried again in %s s", HOUSEKEEPING_S)

    def begin(self, name: str, work: Callable[..., None], *with_what: Any) -> None:
        """Work in a thread of this name. It ends by itself when `stop` is set."""
        threading.Thread(target=work, args=with_what, name=name, daemon=True).start()

    def end(self) -> None:
        """Stop the work, and whatever runs beside us. Somebody who is impatient asks twice: the second time does
        nothing. What cannot be ended is logged, and the rest is ended all the same."""
        if self.stop.is_set():
            return
        self.stop.set()
        self.db.bell.ring(None)
        for end in reversed(self.ends):
            try:
                end()
            except Exception:
                log.exception("something could not be ended")


def _way_out(config: Config) -> Outgoing | None:
    """Over which backend we call; over none where no provider is named."""
    backend = "asterisk" if config.sip_trunk else "twilio" if config.twilio_number and config.twilio_auth_token else ""
    return Outgoing(backend, config.dial_allowed) if backend else None


def _learn_languages(config: Config) -> None:
    """The deployer's own, beside ours."""
    try:
        if config.languages:
            languages.add(config.languages)
    except LanguageRefused as fault:
        raise ConfigError(f"LANGUAGES: {fault}") from fault
