"""What the bot says around an article, and the words by which it knows an answer, and anger: data, by language."""

from __future__ import annotations

from collections.abc import Mapping

SAYS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "ask": "Did this help?",
        "yes": "Yes, thank you",
        "no": "No",
        "glad": "Good to hear. Is there anything else?",
        "sorry": "Sorry about that. Tell me in other words what you need, and I look again.",
    },
    "fa": {
        "ask": "این کمک کرد؟",
        "yes": "بله، سپاس",
        "no": "نه",
        "glad": "خوشحالم. کار دیگری هست؟",
        "sorry": "متأسفم. با واژه‌های دیگری بگویید چه می‌خواهید تا دوباره بگردم.",
    },
    "ru": {
        "ask": "Это помогло?",
        "yes": "Да, спасибо",
        "no": "Нет",
        "glad": "Рад слышать. Что-нибудь ещё?",
        "sorry": "Жаль. Скажите другими словами, что вам нужно, и я поищу ещё раз.",
    },
    "th": {
        "ask": "คำตอบนี้ช่วยได้ไหม",
        "yes": "ช่วยได้ ขอบคุณ",
        "no": "ไม่",
        "glad": "ยินดีค่ะ มีอะไรให้ช่วยอีกไหม",
        "sorry": "ขออภัย ลองบอกสิ่งที่ต้องการด้วยคำอื่น แล้วฉันจะค้นหาอีกครั้ง",
    },
}

YES = frozenset({"yes", "yeah", "thanks", "بله", "آره", "да", "спасибо", "ใช่", "ช่วยได้"})
NO = frozenset({"no", "nope", "not", "نه", "خیر", "нет", "ไม่"})

THANKS = ("thank", "great", "سپاس", "ممنون", "متشکر", "تشکر", "спасибо", "благодар", "отлично", "ขอบคุณ")
"""Pieces of words, in lower case, after which exclamation marks are joy."""

ANGRY = (
    *("ridiculous", "useless", "furious", "unacceptable", "terrible", "worst", "angry", "damn", "wtf", "stupid bot"),
    *("افتضاح", "عصبانی", "مسخره", "به درد نمی", "خسته شدم"),
    *("безобраз", "ужас", "достал", "возмут", "бесполез", "издева"),
    *("โมโห", "แย่มาก", "ห่วย", "ไร้ประโยชน์", "รับไม่ได้"),
)
"""Pieces of words, in lower case, after which nobody wants to talk with a program."""
