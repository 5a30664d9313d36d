"""One frozen Config, read once from the environment.

Each setting is one line here: its name, its variable, how the text is read, and what holds where it is not set. A
process that is configured halfway does not start: `Config.from_env` raises ConfigError with one sentence that names
the variable and says what to do. Nothing else in the code reads the environment.
"""

# ruff: noqa: RUF009 _setting makes a field, whose default nobody shares.

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent


class ConfigError(Exception):
    """A setting is missing or wrong. The text names the variable and says what to do."""


def _plain(name: str, text: str) -> str:
    return text


def _port(name: str, text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ConfigError(f"{name}={text!r} is not a port. Give a number from 1 to 65535.")
    return int(text)


def _number(what: str, example: str, below: int) -> Callable[[str, str], int]:
    def read(name: str, text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) < below):
            raise ConfigError(f"{name}={text!r} is no number of {what} below {below}. {example}")
        return int(text)

    return read


def _on_unless_0(name: str, text: str) -> bool:
    return text != "0"


def _off_unless_1(name: str, text: str) -> bool:
    return text == "1"


def _range(name: str, text: str) -> tuple[int, int]:
    low, dash, high = text.partition("-")
    if not (dash and low.isdigit() and high.isdigit() and int(low) < int(high) < 65536):
        raise ConfigError(f"{name}={text!r} is not a range of ports. Write it as 10000-10999.")
    return int(low), int(high)


def _address(name: str, text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isdigit()):
        raise ConfigError(f"{name}={text!r} is not an address. Write it as host:port.")
    return host, int(port)


def _base(name: str, text: str) -> str:
    """The beginning of addresses."""
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[^\s?#]*)?", text):
        raise ConfigError(f"{name}={text!r} is no address. Write it as https://host or https://host:port.")
    return text.rstrip("/")


def _account(name: str, text: str) -> str:
    if not re.fullmatch("AC[0-9a-fA-F]{32}", text.strip()):
        raise ConfigError(f"{name}={text!r} is no account's. It begins with AC, and 32 figures and letters follow.")
    return text.strip()


def _e164(name: str, text: str) -> str:
    number = re.sub(r"[\s().-]", "", text)
    if not re.fullmatch(r"\+[0-9]{5,15}", number):
        raise ConfigError(f"{name}={text!r} is no number. Write it with its country, like +15551230000.")
    return number


def _pem(name: str, text: str) -> Path:
    if not Path(text).is_file():
        raise ConfigError(f"{name}={text} is not a file. Name a PEM file that this user can read.")
    return Path(text)


def _folder(name: str, text: str) -> Path:
    if not Path(text).is_dir():
        raise ConfigError(f"{name}={text} is no folder. Name one that there is, or leave {name} out.")
    return Path(text).resolve()


def _models(name: str, text: str) -> dict[str, Path]:
    """One folder (English), or `en=/path,fa=/path`."""
    models: dict[str, Path] = {}
    for part in filter(None, text.split(",")):
        language, equals, folder = part.rpartition("=")
        path = Path(folder)
        if not (path / "am").is_dir():
            raise ConfigError(f"{name} names {folder}, which is not a Vosk model (it has no folder am).")
        models[language if equals else "en"] = path
    return models


def _words(name: str, text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _origins(name: str, text: str) -> tuple[str, ...]:
    """They go into a header as they are, so each is an origin and nothing more."""
    for origin in text.split():
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?", origin):
            raise ConfigError(f"{name} has {origin!r}, which is no origin. Write each as https://shop.example.")
    return tuple(text.split())


def _imap(name: str, text: str) -> tuple[str, ...]:
    """Passwords go over the network, so it is encrypted, or this machine's own."""
    place = r"(imaps://[^@/\s]+@[^@/:\s]+|imap://[^@/\s]+@(localhost|127\.0\.0\.1))(:\d{1,5})?(/[^?]*)?(\?to=.+)?"
    for number, url in enumerate(text.split(), start=1):
        if not re.fullmatch(place, url):
            raise ConfigError(
                f"{name}'s mailbox {number} cannot be read. Write it as imaps://user:password@imap.example/INBOX, "
                "with % and two digits for what is no letter or digit (%40 for @)."
            )
    return tuple(text.split())


def _trunk(name: str, text: str) -> tuple[str, int]:
    found = re.fullmatch(r"([A-Za-z0-9.-]+)(?::([0-9]{1,5}))?", text)
    if not (found and 0 < int(found[2] or 5060) < 65536):
        raise ConfigError(f"{name}={text!r} is not a SIP server. Write it as sip.provider.example or with its :5060.")
    return found[1], int(found[2] or 5060)


def _diallable(name: str, text: str) -> tuple[str, ...]:
    for word in text.split():
        if not re.fullmatch(r"[A-Z]{2}|\+[1-9][0-9]{0,14}", word):
            raise ConfigError(f"{name} has {word!r}. Write countries as DE and beginnings of numbers as +4930.")
    return tuple(text.split())


def _for_asterisk(name: str, text: str) -> str:
    """A word that goes into Asterisk's configuration as it is."""
    if re.search(r"[\s;\[\]]", text):
        raise ConfigError(f"{name} has a space, a semicolon or a bracket in it, which Asterisk could not read.")
    return text


def _setting(variable: str, read: Callable[[str, str], Any], default: Any) -> Any:
    """A field that is read from the environment; an empty variable is one that is not set."""
    metadata = {"variable": variable, "read": read}
    if isinstance(default, dict):
        return field(default_factory=default.copy, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Config:
    """Every setting of the product. Paths are absolute; ports are TCP unless said otherwise."""

    var: Path
    """The one folder that we write to: database, recordings, prompts, Asterisk's files, secrets."""
    database_url: str
    secret_key: str
    """Signs sessions and hashes one-time codes. Generated once into var/secret_key (mode 600)."""
    host: str = _setting("HOST", _plain, "127.0.0.1")
    port: int = _setting("PORT", _port, 8080)
    public_url: str = _setting("PUBLIC_URL", _base, "http://127.0.0.1:8080")
    """How the outside reaches us; Twilio signs webhooks over it and the chat widget loads from it."""
    trusted_proxies: int = _setting("TRUSTED_PROXIES", _number("proxies", "Write 1 for one, 0 for none.", below=10), 0)
    """How many reverse proxies stand before us, each adding to X-Forwarded-For. Limits count visitors by address."""
    tls_cert: Path | None = _setting("TLS_CERT", _pem, None)
    tls_key: Path | None = _setting("TLS_KEY", _pem, None)
    demo: bool = _setting("DEMO", _off_unless_1, False)
    """Seed the demo company once, and print its logins; without it a house begins with a supervisor and a hotline."""
    company: str = _setting("COMPANY", _plain, "")
    """How the first hotline of such a house greets callers; asked once, when it begins."""
    region: str = _setting("REGION", _plain, "US")
    """ISO 3166 region in which a phone number without a country code is read."""
    agent_back_s: int = _setting("AGENT_BACK_S", _number("seconds", "Write it as 30.", below=100_000), 30)
    """So long a caller hears music for an agent whose softphone vanished, before somebody else is asked."""
    asterisk: bool = _setting("ASTERISK", _on_unless_0, True)
    """False starts no Asterisk, and connects to none: every telephone, the browsers' too, is Twilio's."""
    asterisk_home: Path | None = _setting("ASTERISK_HOME", lambda _, text: Path(text), None)
    """Root of the private Asterisk copy, or None where a system Asterisk serves."""
    sip_port: int = _setting("SIP_PORT", _port, 5060)
    ami_port: int = _setting("AMI_PORT", _port, 5038)
    agi_port: int = _setting("AGI_PORT", _port, 4573)
    speech_port: int = _setting("SPEECH_PORT", _port, 4574)
    asterisk_http_port: int = _setting("ASTERISK_HTTP_PORT", _port, 8088)
    rtp_ports: tuple[int, int] = _setting("RTP_PORTS", _range, (10000, 10999))
    sip_trunk: tuple[str, int] | None = _setting("SIP_TRUNK", _trunk, None)
    """The provider's SIP server, over which Asterisk calls out; without it (and without Twilio) nobody is called."""
    sip_trunk_user: str = _setting("SIP_TRUNK_USER", _for_asterisk, "")
    sip_trunk_password: str = _setting("SIP_TRUNK_PASSWORD", _for_asterisk, "")
    dial_allowed: tuple[str, ...] = _setting("DIAL_ALLOWED", _diallable, ())
    """What may be called: regions (`DE`) and beginnings of numbers (`+4930`). Empty: our own `region` alone."""
    chat_origins: tuple[str, ...] = _setting("CHAT_ORIGINS", _origins, ())
    """Websites that may show the chat widget, each `https://host` or `https://host:port`; our own pages always may."""
    file_scanner: str = _setting("FILE_SCANNER", _plain, "")
    """A command that looks at each file which somebody sends, its path being the last word; status 0 says clean."""
    stun: tuple[str, ...] = _setting("STUN", _words, ())
    turn: tuple[str, ...] = _setting("TURN", _words, ())
    """Each `turn:host:port?transport=udp|user|password`."""
    smtp_listen: tuple[str, int] = _setting("SMTP_LISTEN", _address, ("127.0.0.1", 8025))
    smtp_relay: tuple[str, int] | None = _setting("SMTP_RELAY", _address, None)
    """Where replies are delivered to; None keeps them in the outbox and says so in the panel."""
    mail_address: str = _setting("MAIL_ADDRESS", _plain, "help@threadline.example")
    imap: tuple[str, ...] = _setting("IMAP", _imap, ())
    """Mailboxes at a provider, each `imaps://user:password@host/INBOX`, with `?to=address` where the user is none."""
    imap_token_command: str = _setting("IMAP_TOKEN_COMMAND", _plain, "")
    """Prints an OAuth2 access token for the user who is its last word; then no password is needed."""
    mail_auth_host: str = _setting("MAIL_AUTH_HOST", _plain, "")
    """The mail server whose Authentication-Results we believe, by the name that it gives itself there."""
    twilio_account_sid: str | None = _setting("TWILIO_ACCOUNT_SID", _account, None)
    twilio_auth_token: str | None = _setting("TWILIO_AUTH_TOKEN", lambda _, text: text.strip(), None)
    twilio_number: str | None = _setting("TWILIO_NUMBER", _e164, None)
    twilio_api: str = _setting("TWILIO_API", _base, "https://api.twilio.com")
    """Twilio's REST API: of another region, or behind a proxy of one's own."""
    twilio_deletes: bool = _setting("TWILIO_DELETE_RECORDINGS", _off_unless_1, False)
    """A recording is deleted at Twilio once it is safely here."""
    vosk_models: dict[str, Path] = _setting("VOSK_MODEL_PATH", _models, {})
    """Language → model folder."""
    languages: Path | None = _setting("LANGUAGES", _folder, None)
    """A folder of further languages, one JSON file each: docs/languages.md."""
    entries_secret: str = _setting("ENTRIES_SECRET", _plain, "")
    """With it other systems sign what they tell of customers; empty: nothing is taken in."""
    keep_recordings_days: int = _setting(
        "KEEP_RECORDINGS_DAYS", _number("days", "Write it as 365, or 0 for ever.", below=100_000), 0
    )
    """Older recordings are erased with their transcripts; 0 keeps them for ever."""
    recognizers: bool = _setting("RECOGNIZERS", _on_unless_0, True)
    """False starts no recognition process; recordings then wait for one that is."""
    live_words: bool = _setting("LIVE_WORDS", _on_unless_0, True)
    """What is said in a talk stands on the desk while it is said, where a recognizer of its language is here."""

    @property
    def tls(self) -> bool:
        return self.tls_cert is not None

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Config:
        """Read the environment. Raises ConfigError naming the variable that is wrong."""
        env = os.environ if env is None else env
        var = _var(env)
        read = {
            each.name: each.metadata["read"](variable, text)
            for each in fields(cls)
            if (variable := each.metadata.get("variable")) and (text := env.get(variable))
        }
        config = cls(
            var=var,
            database_url=env.get("DATABASE_URL") or f"sqlite:///{var / 'threadline.db'}",
            secret_key=env.get("SECRET_KEY") or _kept_secret(var / "secret_key"),
            **read,
        )
        _belongs_together(env)
        return config if "public_url" in read else replace(config, public_url=_own_url(config))


def _var(env: Mapping[str, str]) -> Path:
    var = Path(env.get("THREADLINE_VAR") or ROOT / "var").resolve()
    try:
        var.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise ConfigError(f"THREADLINE_VAR={var} cannot be made ({fault.strerror}). Name a writable folder.") from fault
    return var


def _own_url(config: Config) -> str:
    host = "127.0.0.1" if config.host in ("0.0.0.0", "::") else config.host
    return f"{'https' if config.tls else 'http'}://{host}:{config.port}"


def _belongs_together(env: Mapping[str, str]) -> None:
    """What one setting asks of others."""
    for one, other in (("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"), ("TLS_CERT", "TLS_KEY")):
        if bool(env.get(one)) != bool(env.get(other)):
            raise ConfigError(f"Set both {one} and {other}, or neither.")
    if env.get("ASTERISK") != "0":
        return
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER"):
        if not env.get(name):
            raise ConfigError(f"ASTERISK=0 leaves the telephones to Twilio: set {name} too, or leave ASTERISK out.")
    if env.get("SIP_TRUNK"):
        raise ConfigError("SIP_TRUNK is dialled by Asterisk, which ASTERISK=0 leaves out: set only one of them.")


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()
