"""From a word list to a model folder."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

from tools.tinyvosk.corpus import Language, Lexicon, Utterance, lexicon, speak
from tools.tinyvosk.graph import UNKNOWN, sentences, sounds
from tools.tinyvosk.kaldi import PLACES, SILENCE, Phones, acoustic_model
from tools.tinyvosk.sound import CONF
from tools.tinyvosk.train import Trained, train

ACOUSTIC_SCALE = 0.6
MODEL_CONF = f"""--min-active=200
--max-active=3000
--beam=13.0
--lattice-beam=6.0
--acoustic-scale={ACOUSTIC_SCALE}
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=1.0
--endpoint.rule4.min-trailing-silence=2.0
"""
"""Without the subsampling factor words are wrong and times three times too long, with no error."""
PARTS = 4
"""espeak-ng speaks in so many processes, one after another where there are fewer processors."""


def build(
    code: str, folder: Path, utterances: int, hidden: int, epochs: int, tell: Callable[[str], None] = print
) -> None:
    """Make the model of a language. Raises ValueError for one without a word list, OSError without espeak-ng."""
    language = Language(code)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        parts = pool.starmap(speak, [(language, utterances // PARTS, 100 + part) for part in range(PARTS)])
    spoken: list[Utterance] = [utterance for part in parts for utterance in part]
    known = lexicon(language, spoken)
    names = sorted({name for said in known.values() for pronunciation in said for name in pronunciation})
    tell(f"{len(language.words)} words, {sum(map(len, known.values()))} pronunciations")
    for words in _alike(known):
        tell(f"sounding alike to espeak-ng: {' '.join(words)}")
    save(folder, language, known, Phones(names), train(spoken, names, hidden, epochs, tell))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    tell(f"{folder}: {size / 1e6:.2f} MB")


def save(folder: Path, language: Language, known: Lexicon, phones: Phones, trained: Trained) -> None:
    """Write every file that Vosk reads."""
    for part in ("am", "conf", "graph/phones"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    model = acoustic_model(phones, trained.layers, trained.priors, trained.self_loops)
    (folder / "am/final.mdl").write_bytes(model)
    numbers = {word: index for index, word in enumerate(["<eps>", UNKNOWN, *language.words])}
    sounds(known, numbers, phones, trained.self_loops).save(folder / "graph/HCLr.fst", by_output=True)
    sentences(language, numbers).save(folder / "graph/Gr.fst", by_output=False)
    _write(folder / "graph/words.txt", "".join(f"{word} {number}\n" for word, number in numbers.items()))
    _write(folder / "graph/disambig_tid.int", "")  # empty, but it must be there
    places = "".join(f"{number} {PLACES[place]}\n" for (_, place), number in phones.number.items())
    _write(folder / "graph/phones/word_boundary.int", f"{SILENCE} nonword\n{places}")
    names = "".join(f"{name}_{place} {number}\n" for (name, place), number in phones.number.items())
    _write(folder / "graph/phones.txt", f"<eps> 0\nSIL {SILENCE}\n{names}")
    _write(folder / "conf/mfcc.conf", CONF)
    _write(folder / "conf/model.conf", MODEL_CONF)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _alike(known: Lexicon) -> list[list[str]]:
    first: dict[tuple[str, ...], list[str]] = {}
    for word, pronunciations in known.items():
        first.setdefault(pronunciations[0], []).append(word)
    return [words for words in first.values() if len(words) > 1]
