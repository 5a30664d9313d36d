"""What mail programs write around quoted history, by language: data for `reply_text`, nothing else.

All words are compared in lower case. To teach it a language, add a row to each table, and a mail to the tests.
"""

from __future__ import annotations

WROTE = {
    "en": ("wrote",),
    "fa": ("نوشت", "نوشته است", "نوشته"),
    "ru": ("написал", "написал(а)", "написала", "пишет", "писал", "писал(а)", "писала"),
    "th": ("เขียนว่า", "เขียน", "ได้เขียนว่า"),
    "de": ("schrieb", "geschrieben"),
    "fr": ("a écrit",),
    "es": ("escribió", "escribio"),
    "it": ("ha scritto",),
    "pt": ("escreveu",),
    "nl": ("schreef",),
    "pl": ("napisał", "napisał(a)", "napisała", "pisze"),
    "sv": ("skrev",),
    "tr": ("yazdı", "şunları yazdı"),
    "uk": ("написав", "написав(ла)", "пише"),
    "ar": ("كتب",),
    "cs": ("napsal", "napsal(a)"),
    "zh": ("写道", "寫道"),
    "ko": ("작성", "작성하였습니다"),
}
"""The verb of the line above a quotation: "On …, Ann <ann@…> wrote:". It counts only beside a date or time."""

OPENS = {
    "en": ("on ",),
    "fa": ("در ", "در تاریخ "),
    "ru": (
        "пн",
        "вт",
        "ср",
        "чт",
        "пт",
        "сб",
        "вс",
        "понедельник",
        "вторник",
        "среда",
        "четверг",
        "пятница",
        "суббота",
    ),
    "th": ("ในวันที่", "เมื่อ", "วันที่", "วัน"),
    "de": ("am ",),
    "fr": ("le ",),
    "es": ("el ",),
    "it": ("il ", "in data "),
    "pt": ("em ", "a "),
    "nl": ("op ",),
    "pl": ("dnia ", "w dniu "),
    "sv": ("den ",),
    "cs": ("dne ",),
}
"""How that line begins, to find its start when it was folded."""

FIELDS = {
    "en": {"from": ("from",), "sent": ("sent", "date"), "to": ("to", "cc", "reply-to"), "subject": ("subject",)},
    "fa": {
        "from": ("از", "فرستنده"),
        "sent": ("ارسال شده", "ارسال", "تاریخ", "فرستاده شده"),
        "to": ("به", "گیرنده", "رونوشت"),
        "subject": ("موضوع",),
    },
    "ru": {
        "from": ("от", "от кого", "отправитель"),
        "sent": ("отправлено", "дата", "послано"),
        "to": ("кому", "копия"),
        "subject": ("тема",),
    },
    "th": {
        "from": ("จาก",),
        "sent": ("ส่ง", "ส่งเมื่อ", "วันที่"),
        "to": ("ถึง", "สำเนา", "สำเนาถึง"),
        "subject": ("เรื่อง", "หัวเรื่อง", "ชื่อเรื่อง"),
    },
    "de": {"from": ("von",), "sent": ("gesendet", "datum"), "to": ("an", "cc"), "subject": ("betreff",)},
    "fr": {"from": ("de",), "sent": ("envoyé", "date"), "to": ("à", "cc"), "subject": ("objet",)},
    "es": {"from": ("de",), "sent": ("enviado", "enviado el", "fecha"), "to": ("para", "cc"), "subject": ("asunto",)},
    "it": {"from": ("da",), "sent": ("inviato", "data"), "to": ("a", "cc"), "subject": ("oggetto",)},
    "pt": {"from": ("de",), "sent": ("enviado", "enviada em", "data"), "to": ("para", "cc"), "subject": ("assunto",)},
    "nl": {"from": ("van",), "sent": ("verzonden", "datum"), "to": ("aan", "cc"), "subject": ("onderwerp",)},
    "pl": {"from": ("od",), "sent": ("wysłano", "data"), "to": ("do", "dw"), "subject": ("temat",)},
    "sv": {"from": ("från",), "sent": ("skickat", "datum"), "to": ("till", "kopia"), "subject": ("ämne",)},
    "tr": {
        "from": ("kimden", "gönderen"),
        "sent": ("gönderme tarihi", "tarih"),
        "to": ("kime", "bilgi"),
        "subject": ("konu",),
    },
}
"""The header block that Outlook puts above the history; three kinds of field of one language make a block."""

SEPARATORS = {
    "en": ("original message", "original appointment", "reply message"),
    "fa": ("پیام اصلی", "پیغام اصلی"),
    "ru": ("исходное сообщение", "исходное письмо", "оригинальное сообщение"),
    "th": ("ข้อความต้นฉบับ", "ข้อความเดิม"),
    "de": ("ursprüngliche nachricht", "originalnachricht", "original-nachricht"),
    "fr": ("message d'origine", "message d’origine", "message original"),
    "es": ("mensaje original",),
    "it": ("messaggio originale",),
    "pt": ("mensagem original",),
    "nl": ("oorspronkelijk bericht", "origineel bericht"),
    "pl": ("wiadomość oryginalna",),
    "sv": ("ursprungligt meddelande",),
}
"""Between dashes, on a line of its own: "-----Original Message-----"."""

SENT_FROM = {
    "en": (
        "sent from my",
        "sent from mail for",
        "sent from outlook",
        "sent from yahoo",
        "sent from samsung",
        "sent from mail.ru",
        "sent from yandex",
        "sent with",
        "get outlook for",
    ),
    "fa": ("ارسال شده از", "ارسال‌شده از", "فرستاده شده از", "فرستاده‌شده از", "از iphone من"),
    "ru": ("отправлено с", "отправлено из", "послано с", "отправлено от"),
    "th": ("ส่งจาก",),
    "de": ("von meinem", "gesendet von", "gesendet mit", "outlook für"),
    "fr": ("envoyé de mon", "envoyé depuis", "envoyé à partir de", "télécharger outlook", "obtenir outlook"),
    "es": ("enviado desde", "obtener outlook"),
    "it": ("inviato da", "scarica outlook"),
    "pt": ("enviado do meu", "enviado de", "obter o outlook"),
    "nl": ("verzonden vanaf", "verstuurd vanaf", "outlook voor"),
    "pl": ("wysłane z", "wysłano z"),
    "sv": ("skickat från", "hämta outlook"),
    "tr": ("iphone'umdan gönderildi",),
}
"""What a phone or program adds below a mail."""

CLOSINGS = {
    "en": (
        "best regards",
        "kind regards",
        "with kind regards",
        "warm regards",
        "regards",
        "best wishes",
        "all the best",
        "best",
        "yours sincerely",
        "sincerely",
        "sincerely yours",
        "yours faithfully",
        "many thanks",
        "cheers",
    ),
    "fa": ("با احترام", "با تشکر", "با سپاس", "ارادتمند", "با احترام فراوان", "با تشکر و احترام"),
    "ru": ("с уважением", "с наилучшими пожеланиями", "всего доброго", "всего наилучшего", "искренне ваш"),
    "th": ("ขอแสดงความนับถือ", "ด้วยความเคารพ", "ด้วยความนับถือ"),
    "de": (
        "mit freundlichen grüßen",
        "mit freundlichem gruß",
        "mit besten grüßen",
        "freundliche grüße",
        "viele grüße",
        "beste grüße",
        "liebe grüße",
        "herzliche grüße",
        "mfg",
        "lg",
        "vg",
    ),
    "fr": (
        "cordialement",
        "bien cordialement",
        "sincères salutations",
        "salutations",
        "bien à vous",
        "meilleures salutations",
    ),
    "es": ("saludos", "un saludo", "saludos cordiales", "atentamente", "cordialmente"),
    "it": ("cordiali saluti", "distinti saluti", "saluti"),
    "pt": ("atenciosamente", "cumprimentos", "com os melhores cumprimentos"),
    "nl": ("met vriendelijke groet", "met vriendelijke groeten", "groeten"),
    "pl": ("z poważaniem", "pozdrawiam"),
    "sv": ("med vänliga hälsningar", "vänliga hälsningar", "mvh"),
    "tr": ("saygılarımla", "iyi çalışmalar"),
}
"""A line of its own before the name; with a few short lines below it to the end, it opens a signature."""
