"""What one process does in the background: rows that wait are claimed, worked on, and say what became of them.

The house begins it, and says whom to work with; what belongs to a backend alone stands there.
"""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from channels import mail_files, mail_scan, mail_send, outbox, voices
from channels.file_links import FileLinks
from channels.imap_accounts import Readers
from channels.messengers import SMS, Way, Ways, by_sms
from channels.smtp import Listener
from channels.webhooks import Teller
from hotline import sendings
from telephony import recordings, uploads
from telephony.uploads import NotUsable
from timeline.imports import work as imports
from transcripts import worker as transcription
from transcripts.audio import BadAudio
from transcripts.downloads import Downloads
from transcripts.process import RecognizerProcess
from transcripts.recognizer import RecognizerFault
from web import retention

if TYPE_CHECKING:
    from house import House

log = logging.getLogger("threadline")


def start(house: House) -> None:
    """Begin all of it, in threads, until the house ends."""
    db, config, stop = house.db, house.config, house.stop
    house.begin("recordings", recordings.run, db, config, stop)
    _deliver(house)
    house.begin("webhooks", Teller(db).run, stop)
    house.begin("scans", mail_scan.run, db, house.config, stop)
    house.begin("imports", imports.run, db, config.region, stop)
    house.begin("sendings", sendings.run, db, house.senders, stop)
    house.begin("retention", retention.run, db, config.var, config.keep_recordings_days, stop)
    for served in (Listener(db, config), Readers(db, config)):
        served.start()
        house.ends.append(served.stop)
    if config.recognizers:
        _write_down(house)


def _deliver(house: House) -> None:
    """Letters by a relay, where there is one; texts by whoever carries them."""
    config = house.config
    if config.smtp_relay:
        deliver = mail_send.by(config.smtp_relay, mail_files.attachments(config.var))
        house.begin("mails", outbox.run, house.db, "email", deliver, house.stop)
    else:
        log.warning("SMTP_RELAY is not set: replies by email stay in the outbox.")
    links = FileLinks(config.public_url, config.secret_key)
    own: dict[str, Way] = {SMS: by_sms(house.texts.say, links)} if house.texts else {}
    house.begin("texts", outbox.run, house.db, "chat", Ways(house.db, own, links).deliver, house.stop)


def _write_down(house: House) -> None:
    """What was said, in calls and in voice messages, by models that come by themselves."""
    db, var, stop = house.db, house.config.var, house.stop
    recognizer = RecognizerProcess()
    recognize = transcription.recognizing(recognizer, house.models)
    house.begin("transcripts", transcription.run, db, var / "recordings", recognize, stop)
    hear = partial(_hear, recognize)
    house.begin("voices", voices.run, db, mail_files.attachments(var), hear, house.chat.heard, stop)
    loading = Downloads(house.models, house.languages(), partial(_model_arrived, house))
    loading.start()
    house.ends += (recognizer.close, loading.stop)


def _model_arrived(house: House, download: Any) -> None:
    if download.state == "ready":
        with house.db.transaction() as session:
            transcription.model_arrived(session, download.language)


def _hear(recognize: transcription.Recognize, file: Path, language: str) -> str:
    """What is said in a voice message of any format. Raises Unheard."""
    with TemporaryDirectory() as folder:
        wav = Path(folder) / "voice.wav"
        try:
            uploads.write_wav(file, wav)
            return recognize(wav, language, lambda _share: None).text
        except (NotUsable, BadAudio) as fault:
            raise voices.Unheard(str(fault), permanent=True) from fault
        except (RecognizerFault, OSError) as fault:
            raise voices.Unheard(str(fault), permanent=False) from fault
