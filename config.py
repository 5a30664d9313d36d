"""One frozen Config, read once from the environment.

A process that is configured halfway does not start: `Config.from_env` raises ConfigError with one sentence that
names the variable and says what to do. Nothing else in the code reads the environment.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent


class ConfigError(Exception):
    """A setting is missing or wrong. The text names the variable and says what to do."""


@dataclass(frozen=True)
class Config:
    """Every setting of the product. Paths are absolute; ports are TCP unless said otherwise."""

    var: Path
    """The one folder that we write to: database, recordings, prompts, Asterisk's files, secrets."""
    database_url: str
    secret_key: str
    """Signs sessions and hashes one-time codes. Generated once into var/secret_key (mode 600)."""
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = "http://127.0.0.1:8080"
    """How the outside reaches us; Twilio signs webhooks over it and the chat widget loads from it."""
    trusted_proxies: int = 0
    """How many reverse proxies stand before us, each adding to X-Forwarded-For. Limits count visitors by address."""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    demo: bool = False
    """Seed the demo company once, and print its logins."""
    region: str = "US"
    """ISO 3166 region in which a phone number without a country code is read."""
    agent_back_s: int = 30
    """So long a caller hears music for an agent whose softphone vanished, before somebody else is asked."""
    asterisk: bool = True
    """False starts no Asterisk, and connects to none: every telephone, the browsers' too, is Twilio's."""
    asterisk_home: Path | None = None
    """Root of the private Asterisk copy, or None where a system Asterisk serves."""
    sip_port: int = 5060
    ami_port: int = 5038
    agi_port: int = 4573
    speech_port: int = 4574
    asterisk_http_port: int = 8088
    rtp_ports: tuple[int, int] = (10000, 10999)
    sip_trunk: tuple[str, int] | None = None
    """The provider's SIP server, over which Asterisk calls out; without it (and without Twilio) nobody is called."""
    sip_trunk_user: str = ""
    sip_trunk_password: str = ""
    dial_allowed: tuple[str, ...] = ()
    """What may be called: regions (`DE`) and beginnings of numbers (`+4930`). Empty: our own `region` alone."""
    chat_origins: tuple[str, ...] = ()
    """Websites that may show the chat widget, each `https://host` or `https://host:port`; our own pages always may."""
    file_scanner: str = ""
    """A command that looks at each file which somebody sends, its path being the last word; status 0 says clean."""
    stun: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()
    """Each `turn:host:port?transport=udp|user|password`."""
    smtp_listen: tuple[str, int] = ("127.0.0.1", 8025)
    smtp_relay: tuple[str, int] | None = None
    """Where replies are delivered to; None keeps them in the outbox and says so in the panel."""
    mail_address: str = "help@threadline.example"
    imap: tuple[str, ...] = ()
    """Mailboxes at a provider, each `imaps://user:password@host/INBOX`, with `?to=address` where the user is none."""
    imap_token_command: str = ""
    """Prints an OAuth2 access token for the user who is its last word; then no password is needed."""
    mail_auth_host: str = ""
    """The mail server whose Authentication-Results we believe, by the name that it gives itself there."""
    twilio_account_sid: str | None = None
    twilio_auth_token: str | None = None
    twilio_number: str | None = None
    twilio_api: str = "https://api.twilio.com"
    """Twilio's REST API: of another region, or behind a proxy of one's own."""
    twilio_deletes: bool = False
    """A recording is deleted at Twilio once it is safely here."""
    vosk_models: dict[str, Path] = field(default_factory=dict)
    """Language → model folder."""
    languages: Path | None = None
    """A folder of further languages, one JSON file each: docs/languages.md."""
    entries_secret: str = ""
    """With it other systems sign what they tell of customers; empty: nothing is taken in."""
    keep_recordings_days: int = 0
    """Older recordings are erased with their transcripts; 0 keeps them for ever."""
    recognizers: bool = True
    """False starts no recognition process; recordings then wait for one that is."""
    live_words: bool = True
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
        var = Path(env.get("THREADLINE_VAR", ROOT / "var")).resolve()
        try:
            var.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise ConfigError(
                f"THREADLINE_VAR={var} cannot be made ({fault.strerror}). Name a writable folder."
            ) from fault
        host, port = env.get("HOST", "127.0.0.1"), _port(env, "PORT", 8080)
        cert, key = _tls(env)
        scheme = "https" if cert else "http"
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
        sid, token = env.get("TWILIO_ACCOUNT_SID"), env.get("TWILIO_AUTH_TOKEN")
        if bool(sid) != bool(token):
            raise ConfigError("Set both TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or neither.")
        asterisk = env.get("ASTERISK", "1") != "0"
        if not asterisk:
            _only_twilio(env)
        return cls(
            var=var,
            database_url=env.get("DATABASE_URL") or f"sqlite:///{var / 'threadline.db'}",
            secret_key=env.get("SECRET_KEY") or _kept_secret(var / "secret_key"),
            host=host,
            port=port,
            public_url=env.get("PUBLIC_URL", f"{scheme}://{shown}:{port}").rstrip("/"),
            trusted_proxies=_proxies(env),
            tls_cert=cert,
            tls_key=key,
            demo=env.get("DEMO", "") == "1",
            region=env.get("REGION", "US"),
            agent_back_s=_seconds(env, "AGENT_BACK_S", 30),
            asterisk=asterisk,
            asterisk_home=Path(home) if (home := env.get("ASTERISK_HOME")) else None,
            sip_port=_port(env, "SIP_PORT", 5060),
            ami_port=_port(env, "AMI_PORT", 5038),
            agi_port=_port(env, "AGI_PORT", 4573),
            speech_port=_port(env, "SPEECH_PORT", 4574),
            asterisk_http_port=_port(env, "ASTERISK_HTTP_PORT", 8088),
            rtp_ports=_range(env, "RTP_PORTS", (10000, 10999)),
            sip_trunk=_trunk(env),
            sip_trunk_user=_plain(env, "SIP_TRUNK_USER"),
            sip_trunk_password=_plain(env, "SIP_TRUNK_PASSWORD"),
            dial_allowed=_diallable(env),
            chat_origins=_origins(env),
            file_scanner=env.get("FILE_SCANNER", ""),
            stun=_words(env.get("STUN", "")),
            turn=_words(env.get("TURN", "")),
            smtp_listen=_address(env, "SMTP_LISTEN", "127.0.0.1:8025"),
            smtp_relay=_address(env, "SMTP_RELAY", env["SMTP_RELAY"]) if env.get("SMTP_RELAY") else None,
            mail_address=env.get("MAIL_ADDRESS", "help@threadline.example"),
            imap=_imap(env),
            imap_token_command=env.get("IMAP_TOKEN_COMMAND", ""),
            mail_auth_host=env.get("MAIL_AUTH_HOST", ""),
            twilio_account_sid=sid or None,
            twilio_auth_token=token or None,
            twilio_number=env.get("TWILIO_NUMBER") or None,
            twilio_api=_base(env, "TWILIO_API", cls.twilio_api),
            twilio_deletes=env.get("TWILIO_DELETE_RECORDINGS", "") == "1",
            vosk_models=_models(env),
            languages=_folder(env, "LANGUAGES"),
            entries_secret=env.get("ENTRIES_SECRET", ""),
            keep_recordings_days=_days(env, "KEEP_RECORDINGS_DAYS"),
            recognizers=env.get("RECOGNIZERS", "1") != "0",
            live_words=env.get("LIVE_WORDS", "1") != "0",
        )


def _only_twilio(env: Mapping[str, str]) -> None:
    """Without Asterisk all telephony is Twilio's, so that has to be set whole."""
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER"):
        if not env.get(name):
            raise ConfigError(f"ASTERISK=0 leaves the telephones to Twilio: set {name} too, or leave ASTERISK out.")
    if env.get("SIP_TRUNK"):
        raise ConfigError("SIP_TRUNK is dialled by Asterisk, which ASTERISK=0 leaves out: set only one of them.")


def _base(env: Mapping[str, str], name: str, default: str) -> str:
    """The beginning of addresses."""
    text = env.get(name) or default
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[^\s?#]*)?", text):
        raise ConfigError(f"{name}={text!r} is no address. Write it as {default}.")
    return text.rstrip("/")


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ConfigError(f"{name}={text!r} is not a port. Give a number from 1 to 65535.")
    return int(text)


def _proxies(env: Mapping[str, str]) -> int:
    text = env.get("TRUSTED_PROXIES") or "0"
    if not re.fullmatch("[0-9]", text):
        raise ConfigError(f"TRUSTED_PROXIES={text!r} is no number of proxies. Write 1 for one, 0 for none.")
    return int(text)


def _seconds(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not (text.isdecimal() and len(text) < 6):
        raise ConfigError(f"{name}={text!r} is no number of seconds below 100000. Write it as {default}.")
    return int(text)


def _days(env: Mapping[str, str], name: str) -> int:
    text = env.get(name) or "0"
    if not (text.isdecimal() and len(text) < 6):
        raise ConfigError(f"{name}={text!r} is no number of days below 100000. Write it as 365, or 0 for ever.")
    return int(text)


def _range(env: Mapping[str, str], name: str, default: tuple[int, int]) -> tuple[int, int]:
    text = env.get(name) or f"{default[0]}-{default[1]}"
    low, dash, high = text.partition("-")
    if not (dash and low.isdigit() and high.isdigit() and int(low) < int(high) < 65536):
        raise ConfigError(f"{name}={text!r} is not a range of ports. Write it as 10000-10999.")
    return int(low), int(high)


def _address(env: Mapping[str, str], name: str, default: str) -> tuple[str, int]:
    host, colon, port = (env.get(name) or default).rpartition(":")
    if not (colon and host and port.isdigit()):
        raise ConfigError(f"{name}={env.get(name)!r} is not an address. Write it as host:port.")
    return host, int(port)


def _tls(env: Mapping[str, str]) -> tuple[Path | None, Path | None]:
    cert, key = env.get("TLS_CERT"), env.get("TLS_KEY")
    if bool(cert) != bool(key):
        raise ConfigError("Set both TLS_CERT and TLS_KEY, or neither.")
    for name, file in (("TLS_CERT", cert), ("TLS_KEY", key)):
        if file and not Path(file).is_file():
            raise ConfigError(f"{name}={file} is not a file. Name a PEM file that this user can read.")
    return (Path(cert), Path(key)) if cert and key else (None, None)


def _models(env: Mapping[str, str]) -> dict[str, Path]:
    """VOSK_MODEL_PATH is one folder (English), or `en=/path,fa=/path`."""
    models: dict[str, Path] = {}
    for part in filter(None, env.get("VOSK_MODEL_PATH", "").split(",")):
        language, equals, folder = part.rpartition("=")
        path = Path(folder)
        if not (path / "am").is_dir():
            raise ConfigError(f"VOSK_MODEL_PATH names {folder}, which is not a Vosk model (it has no folder am).")
        models[language if equals else "en"] = path
    return models


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    text = env.get(name)
    if text and not Path(text).is_dir():
        raise ConfigError(f"{name}={text} is no folder. Name one that there is, or leave {name} out.")
    return Path(text).resolve() if text else None


def _origins(env: Mapping[str, str]) -> tuple[str, ...]:
    """They go into a header as they are, so each is an origin and nothing more."""
    origins = _words(env.get("CHAT_ORIGINS", ""))
    for origin in origins:
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?", origin):
            raise ConfigError(f"CHAT_ORIGINS has {origin!r}, which is no origin. Write each as https://shop.example.")
    return origins


def _imap(env: Mapping[str, str]) -> tuple[str, ...]:
    """Passwords go over the network, so it is encrypted, or this machine's own."""
    urls = _words(env.get("IMAP", ""))
    for number, url in enumerate(urls, start=1):
        place = r"(imaps://[^@/\s]+@[^@/:\s]+|imap://[^@/\s]+@(localhost|127\.0\.0\.1))(:\d{1,5})?(/[^?]*)?(\?to=.+)?"
        if not re.fullmatch(place, url):
            raise ConfigError(
                f"IMAP's mailbox {number} cannot be read. Write it as imaps://user:password@imap.example/INBOX, "
                "with % and two digits for what is no letter or digit (%40 for @)."
            )
    return urls


def _trunk(env: Mapping[str, str]) -> tuple[str, int] | None:
    text = env.get("SIP_TRUNK", "")
    found = re.fullmatch(r"([A-Za-z0-9.-]+)(?::([0-9]{1,5}))?", text)
    if text and not (found and 0 < int(found[2] or 5060) < 65536):
        raise ConfigError(
            f"SIP_TRUNK={text!r} is not a SIP server. Write it as sip.provider.example or with its :5060."
        )
    return (found[1], int(found[2] or 5060)) if found else None


def _diallable(env: Mapping[str, str]) -> tuple[str, ...]:
    words = _words(env.get("DIAL_ALLOWED", ""))
    for word in words:
        if not re.fullmatch(r"[A-Z]{2}|\+[1-9][0-9]{0,14}", word):
            raise ConfigError(f"DIAL_ALLOWED has {word!r}. Write countries as DE and beginnings of numbers as +4930.")
    return words


def _plain(env: Mapping[str, str], name: str) -> str:
    """A word that goes into Asterisk's configuration as it is."""
    text = env.get(name, "")
    if not re.fullmatch(r"[^\s;\[\]]*", text):
        raise ConfigError(f"{name} has a space, a semicolon or a bracket in it, which Asterisk could not read.")
    return text


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()
