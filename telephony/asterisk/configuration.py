"""Asterisk's configuration, rendered from ours: the templates in conf/ become var/asterisk/etc/.

The templates are ordinary Asterisk files with `@{name}` where a value of ours goes in.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config import ROOT, Config, ConfigError
from telephony import prompts

TEMPLATES = Path(__file__).parent / "conf"
ANNOUNCE_S = 20
"""A waiting caller hears music for so long between two announcements."""
AWAY_S = 120
"""So long a caller hears music while our process is away; then an apology and goodbye."""
HELD_S = 1800
AMI_USER = "threadline"
_PATHS = ("etc", "home", "modules", "data", "recordings", "music", "apology")

_MODULES = ("usr/lib/*-linux-gnu*/asterisk/modules", "usr/lib64/asterisk/modules", "usr/lib/asterisk/modules")
_DATA = ("usr/share/asterisk", "var/lib/asterisk")
_PLAIN_PATH = re.compile(r"[\w/.+@ -]+")
_OURS = re.compile(r"@\{(\w+)\}")
"""`$` belongs to the dialplan, so our own values are written otherwise."""


UNUSED = {
    "acl.conf": "",
    "ccss.conf": "[general]\n",
    "cdr.conf": "[general]\nenable = no\n",
    "cel.conf": "[general]\nenable = no\n",
    "features.conf": "[general]\n",
    "indications.conf": "[general]\ncountry = us\n[us]\ndescription = US\nringcadence = 2000,4000\ndial = 350\n",
    "pjproject.conf": "[startup]\ntype = startup\nlog_level = 2\n",
    "stasis.conf": "[threadpool]\nminimum_size = 5\n",
    "udptl.conf": "[general]\n",
}
"""Parts of Asterisk that we do not use, and that complain at each start unless they have a file."""


@dataclass(frozen=True)
class Installation:
    """An Asterisk to run: its program, its modules, and the folder with its music and documentation."""

    program: Path
    modules: Path
    data: Path

    @classmethod
    def find(cls, config: Config) -> Installation:
        """The private copy if there is one, else the system's. Raises ConfigError where there is none."""
        copy = config.asterisk_home or ROOT / ".asterisk"
        if (copy / "bin/asterisk").exists():
            home, program = copy, copy / "bin/asterisk"
        elif config.asterisk_home:
            raise ConfigError(f"ASTERISK_HOME={copy} has no bin/asterisk. Let `make run` fetch a copy, or unset it.")
        else:
            home = Path("/")
            names = ("usr/sbin/asterisk", "usr/local/sbin/asterisk", "usr/bin/asterisk")
            found = [home / name for name in names if (home / name).exists()]
            if not found:
                raise ConfigError("No Asterisk is here: `make run` fetches a copy, or install asterisk 20 or newer.")
            program = found[0]
        modules = [path for pattern in _MODULES for path in home.glob(pattern)]
        data = [home / name for name in _DATA if (home / name).is_dir()]
        if not modules or not data:
            raise ConfigError(f"The Asterisk at {program} has no modules: install it again, or run `make run`.")
        return cls(program.absolute(), modules[0].absolute(), data[0].absolute())


class Layout:
    """Where things are within var/."""

    def __init__(self, config: Config) -> None:
        self.home = config.var / "asterisk"
        self.etc = self.home / "etc"
        self.log = self.home / "log"
        self.run = self.home / "run"
        self.logins = self.home / "logins"
        self.secret = self.home / "ami_secret"
        self.recordings = config.var / "recordings"
        self.main = self.etc / "asterisk.conf"

    def make(self) -> None:
        for folder in (self.etc, self.log, self.run, self.logins, self.recordings):
            folder.mkdir(parents=True, exist_ok=True)
        for name in ("spool/tmp", "spool/monitor", "keys", "sounds"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)


def ami_secret(config: Config) -> str:
    """The password between Asterisk and us, made once. Whoever comes first makes it, whole or not at all."""
    file = Layout(config).secret
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        mine = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_urlsafe(32))
        with suppress(FileExistsError):
            file.hardlink_to(mine)
        mine.unlink()
    return file.read_text().strip()


def render(config: Config, installation: Installation) -> bool:
    """Write every file of Asterisk's configuration. True says that one of them is not what it was."""
    layout = Layout(config)
    layout.make()
    values = _values(config, installation, layout)
    for name, value in values.items():
        if name in _PATHS and not _PLAIN_PATH.fullmatch(value):
            raise ConfigError(f"Asterisk cannot use the folder {value!r}: give THREADLINE_VAR a plainer name.")
    changed = False
    templates = {file.name: file.read_text() for file in TEMPLATES.glob("*.conf")}
    for name, template in sorted((UNUSED | templates).items()):
        text = _OURS.sub(lambda found: values[found[1]], template)
        target = layout.etc / name
        if target.exists() and target.read_text() == text:
            continue
        changed = True
        new = target.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(text)
        new.replace(target)
    return changed


def _values(config: Config, installation: Installation, layout: Layout) -> dict[str, str]:
    host = f"[{config.host}]" if ":" in config.host else config.host
    return {
        "etc": str(layout.etc),
        "home": str(layout.home),
        "modules": str(installation.modules),
        "data": str(installation.data),
        "recordings": str(layout.recordings),
        "music": str(_music(installation, layout)),
        "apology": str(prompts.Prompts(config).apology("en")),
        "sip_bind": f"{host}:{config.sip_port}",
        "http_port": str(config.asterisk_http_port),
        "ami_port": str(config.ami_port),
        "ami_secret": ami_secret(config),
        "agi_port": str(config.agi_port),
        "speech_port": str(config.speech_port),
        "announce_s": str(ANNOUNCE_S),
        "away_s": str(AWAY_S),
        "held_s": str(HELD_S),
        "rtp_first": str(config.rtp_ports[0]),
        "rtp_last": str(config.rtp_ports[1]),
        "ice": _ice(config),
        "trunk": _trunk(config),
    }


def _trunk(config: Config) -> str:
    """The way out, to the provider. What comes in from there is a caller like all others."""
    if config.sip_trunk is None:
        return ""
    host, port = config.sip_trunk
    login = config.sip_trunk_user and (
        f"outbound_auth = trunk\n\n[trunk]\ntype = auth\nauth_type = userpass\n"
        f"username = {config.sip_trunk_user}\npassword = {config.sip_trunk_password}\n"
    )
    return f"""
[trunk]
type = aor
contact = sip:{host}:{port}

[trunk]
type = endpoint
context = hotline
aors = trunk
disallow = all
allow = g722,ulaw,alaw
direct_media = no
dtmf_mode = auto
rtp_symmetric = yes
rtp_timeout = 120
allow_transfer = no
trust_id_outbound = yes
send_pai = yes
{login}"""


def _ice(config: Config) -> str:
    lines = []
    if config.stun:
        lines.append(f"stunaddr = {config.stun[0].removeprefix('stun:')}")
    if config.turn:
        address, *login = config.turn[0].split("|")
        lines.append(f"turnaddr = {address.removeprefix('turn:').partition('?')[0]}")
        lines += [f"{key} = {value}" for key, value in zip(("turnusername", "turnpassword"), login, strict=False)]
    return "\n".join(lines)


def _music(installation: Installation, layout: Layout) -> Path:
    """The music that came with Asterisk; where none did, quiet chords of our own, for nobody waits in silence."""
    theirs = installation.data / "moh"
    if any(theirs.glob("*.wav")):
        return theirs
    ours = layout.home / "music"
    prompts.write_chords(ours / "chords.wav")
    return ours
