"""Languages as data: one JSON file each, beside this one or in a folder of the deployer's.

LANGUAGES          code → Language, as they were read
add(folder)        read a folder of further languages; raises LanguageRefused
of(code)           the language, or English where there is none of that code

A Language knows its words (keys, figures, yes, no, a person), its voices, its phrases with their plural forms, and how
it writes and says numbers, dates and times. `docs/languages.md` says how to add one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from ivr.languages.calendars import Calendar, parts
from ivr.languages.numbers import Speller, category, well_formed

MEASURE = "en"
"""Every language has the phrases that this one has, with the same gaps."""

FORMS = ("zero", "one", "two", "few", "many")
Word = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=400)]
_GAP = re.compile(r"\{([a-z_]+)\}")
_CODE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}):(\d\d)(?![\d:])")
_NUMBER = re.compile(r"(?<![A-Za-z\d.,:/+-])\d+(?![A-Za-z:/\d]|[.,]\d|-\w)")
LONGEST_NUMBER = 6
"""Figures. What is longer is the number of something, and is said figure by figure."""


class LanguageRefused(Exception):
    """A file that is no language. The text names the file, and what to correct."""


class Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Voices(Data):
    """Who speaks it. Where a cloud has no voice for a language, our own audio is played there."""

    espeak: str = Field(pattern=r"^[A-Za-z0-9+/_-]{2,40}$")
    twilio: dict[Literal["language", "voice"], str] | None = None


class Agreement(Data):
    """Which set of spelling rules a number takes between these words, given as regular expressions."""

    after: str = ""
    before: str = ""
    use: str

    @cached_property
    def pattern(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        after = rf"(?<!\w){self.after}\s*$" if self.after else ""
        before = rf"^\s*{self.before}(?!\w)" if self.before else ""
        return re.compile(after, re.IGNORECASE), re.compile(before, re.IGNORECASE)

    def fits(self, before: str, after: str) -> bool:
        left, right = self.pattern
        return bool(left.search(before) and right.search(after))


class Clock(Data):
    """How a time of the day is said; {hour}, {minute} (two figures), {minutes} (a number)."""

    whole: str
    part: str


class Language(Data):
    name: Word
    """In its own words, for people who look for it."""
    direction: Literal["ltr", "rtl"] = "ltr"
    voices: Voices
    figures: str = Field(default="0123456789", min_length=10, max_length=10)
    """How it writes 0 to 9."""
    keys: dict[Literal["*", "#"], Word]
    digits: list[list[Word]] = Field(min_length=10, max_length=10)
    """Words for 0 to 9, the first of each the usual one."""
    fillers: list[Word] = []
    """Words around a number that do not change which option is meant: "press one"."""
    yes: list[Word] = Field(min_length=1)
    no: list[Word] = Field(min_length=1)
    operator: list[Word] = Field(min_length=1)
    """Words for a person."""
    plurals: Mapping[str, str] = {}
    """CLDR's name of a form → the rule for it; what none fits is "other"."""
    numbers: dict[str, dict[str, str]] = {}
    """Spelling rules; none where the voice says figures well by itself."""
    agreement: list[Agreement] = []
    clock: Clock | None = None
    calendar: Calendar = "gregorian"
    months: list[Word] = Field(min_length=12, max_length=12)
    weekdays: list[Word] = Field(min_length=7, max_length=7)
    """From Monday."""
    days: list[Word] = Field(default=[], max_length=31)
    """Days of the month where they are no plain numbers: 1st, 2nd."""
    date_form: str
    """From {day}, {month}, {year} and {weekday}."""
    pronounce: dict[str, str] = {}
    """Word → how the voice is to say it, where it reads the word wrong."""
    phrases: dict[str, Phrase | dict[str, Phrase]]
    """What we say of our own accord; a phrase with {count} has one text for each plural form."""

    @model_validator(mode="after")
    def _whole(self) -> Language:
        for form, rule in self.plurals.items():
            if form not in FORMS or not well_formed(rule):
                raise ValueError(f"plurals.{form}: {rule!r} is no plural rule, such as 'n % 10 = 2..4'")
        forms = set(map(self.plural, range(200)))
        for name, phrase in self.phrases.items():
            if not isinstance(phrase, str) and forms - set(phrase):
                raise ValueError(f"phrases.{name}: write it for {', '.join(sorted(forms - set(phrase)))}, too")
        if self.numbers and "cardinal" not in self.numbers:
            raise ValueError("numbers: the first set is called cardinal")
        try:
            for ruleset in self.numbers:
                [self._speller.spell(number, ruleset) for number in (*range(101), 999, 1001, 2569, 99999, 999_999)]
        except (ValueError, KeyError, IndexError, RecursionError) as fault:
            raise ValueError(f"numbers: a rule cannot be followed ({fault!r})") from fault
        for each in self.agreement:
            if each.use not in self.numbers:
                raise ValueError(f"agreement: numbers has no set {each.use!r}")
            try:
                _ = each.pattern
            except re.error as fault:
                raise ValueError(f"agreement: {fault}") from fault
        return self

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self.numbers, self.plurals)

    def plural(self, number: int) -> str:
        """CLDR's name of the plural form: one, few, many, other, …"""
        return category(self.plurals, number)

    def phrase(self, name: str, count: int = 0, **values: object) -> str:
        """One of `phrases` with its gaps filled; `count` chooses the plural form. Raises KeyError for a wrong name."""
        phrase = self.phrases[name]
        text = phrase if isinstance(phrase, str) else phrase[self.plural(count)]
        given = {"count": count, **values}
        return _GAP.sub(lambda gap: self.written(given[gap[1]]), text)

    def written(self, value: object) -> str:
        """A value as it is written here: whole numbers in the language's own figures."""
        return self.in_figures(str(value)) if isinstance(value, int) else str(value)

    def in_figures(self, digits: str) -> str:
        """ASCII figures → the language's own."""
        return digits.translate(dict(zip(map(ord, "0123456789"), self.figures, strict=True)))

    def key_name(self, key: str) -> str:
        """A key as it is said: star, hash, ۲."""
        return self.keys.get(key) or self.in_figures(key)  # type: ignore[call-overload]

    def day(self, day: date) -> str:
        """A date as it is written, in the language's own calendar."""
        year, month, number = parts(day, self.calendar)
        return self.date_form.format(
            year=self.written(year),
            month=self.months[month - 1],
            day=self.days[number - 1] if self.days else self.written(number),
            weekday=self.weekdays[day.weekday()],
        )

    def aloud(self, text: str) -> str:
        """The text as a voice has to be given it: numbers and times in words, bent as the words beside them demand.

        Voices read figures without looking around them ("два минуты"), and some cannot read them at all.
        """
        if self.clock:
            text = _CLOCK.sub(self._time, text)
        return _NUMBER.sub(self._in_words, text) if self.numbers else text

    def pronounced(self, text: str) -> str:
        """The text for espeak-ng, with its phonemes in place of the words that it reads wrong."""
        if not self.pronounce:
            return text
        return self._mispronounced.sub(lambda word: f" [[{self.pronounce[word[0]]}]] ", text)

    @cached_property
    def _mispronounced(self) -> re.Pattern[str]:
        return re.compile("|".join(sorted(map(re.escape, self.pronounce), key=lambda word: (-len(word), word))))

    def _time(self, found: re.Match[str]) -> str:
        assert self.clock
        hour, minutes = int(found[1]), int(found[2])
        if hour > 24 or minutes > 59:
            return found[0]
        spoken = self.clock.part if minutes else self.clock.whole
        return spoken.format(hour=hour, minute=f"{minutes:02}", minutes=minutes)

    def _in_words(self, found: re.Match[str]) -> str:
        figures = found[0]
        if len(figures) > LONGEST_NUMBER or (len(figures) > 1 and int(figures[0]) == 0):
            return ", ".join(self._speller.spell(int(figure)) for figure in figures)
        before, after = found.string[: found.start()], found.string[found.end() :]
        use = next((each.use for each in self.agreement if each.fits(before, after)), "cardinal")
        return self._speller.spell(int(figures), use)


LANGUAGES: dict[str, Language] = {}


def of(code: str) -> Language:
    """The language; for "en-GB" that is en, and English for one that nobody taught us."""
    return LANGUAGES.get(code) or LANGUAGES.get(code.partition("-")[0].lower()) or LANGUAGES[MEASURE]


def read(folder: Path) -> dict[str, Language]:
    """Every `<code>.json` of a folder. Raises LanguageRefused naming the file and what is wrong in it."""
    return {file.stem: _read(file) for file in sorted(folder.glob("*.json"))}


def add(folder: Path) -> None:
    """Take over what is in the folder: all of it or, where something is wrong, nothing."""
    found = read(folder)
    measure = {**LANGUAGES, **found}[MEASURE]
    for code, language in found.items():
        _compare(code, language.phrases, measure.phrases)
    LANGUAGES.update(found)


def _read(file: Path) -> Language:
    if not _CODE.fullmatch(file.stem):
        raise LanguageRefused(f"{file}: name it by the language's code, such as de.json.")
    try:
        return Language.model_validate_json(file.read_bytes())
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise LanguageRefused(f"{file}: {where}{': ' if where else ''}{first['msg']}.") from fault


def _compare(code: str, phrases: Mapping[str, str | dict[str, str]], measure: Mapping[str, object]) -> None:
    """A phrase that is missing would be silence, or another language in the middle of a call."""
    if missing := set(measure) - set(phrases):
        raise LanguageRefused(f"{code}.json: phrases lacks {', '.join(sorted(missing))}. Translate them from English.")
    for name, phrase in phrases.items():
        for text in [phrase] if isinstance(phrase, str) else phrase.values():
            if strange := set(_GAP.findall(text)) - set(_GAP.findall(str(measure.get(name, "")))):
                raise LanguageRefused(f"{code}.json: phrases.{name} has the gap {{{strange.pop()}}}, unlike English.")


add(Path(__file__).parent)
