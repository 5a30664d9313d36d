"""The knowledge base: articles that supervisors write, and the one that answers a question best.

Articles are few and short, so they are ranked in memory, by BM25: the same on every database, and in a millisecond. A
question's words that no article knows count against every article: better no answer than a wrong one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from channels.models import Article
from db import now
from timeline import words

STEM = 6
"""Letters of a word that count: "delivered" finds "delivery", without a dictionary of any language."""
SURE = 0.4
"""The share of a question's weight that an article must know before the bot gives it as an answer."""
TITLE = 2.0
"""How much more a word weighs in the title."""
K1, B = 1.2, 0.75
"""The usual settings of BM25."""


@dataclass(frozen=True)
class Found:
    """`sure` is the share (0..1) of the question's weight that the article knows."""

    article: Article
    score: float
    sure: float


def search(session: Session, question: str, language: str, limit: int = 5) -> list[Found]:
    """The published articles that say most about a question, best first: in this language, else in English."""
    asked = set(_stems(question))
    for spoken in dict.fromkeys((language, "en")):
        rows = session.scalars(select(Article).where(Article.language == spoken, Article.published.is_(True))).all()
        found = _ranked(asked, rows)
        if found:
            return found[:limit]
    return []


def _ranked(asked: set[str], rows: Sequence[Article]) -> list[Found]:
    titles = [set(_stems(row.title)) for row in rows]
    bodies = [set(_stems(row.text)) for row in rows]
    known = Counter(stem for title, body in zip(titles, bodies, strict=True) for stem in title | body)
    mean = sum(map(len, bodies)) / len(bodies) if bodies else 1.0
    weight = {stem: math.log(1 + (len(rows) - known[stem] + 0.5) / (known[stem] + 0.5)) for stem in asked}
    whole = sum(weight.values()) or 1.0
    found = []
    for row, title, body in zip(rows, titles, bodies, strict=True):
        here = asked & (title | body)
        if here:
            shorter = (K1 + 1) / (1 + K1 * (1 - B + B * len(body) / mean))
            score = sum(weight[stem] * shorter * (TITLE if stem in title else 1.0) for stem in here)
            found.append(Found(row, round(score, 4), sum(weight[stem] for stem in here) / whole))
    return sorted(found, key=lambda each: (-each.score, each.article.id))


def _stems(text: str) -> list[str]:
    return [term[:STEM] for term in words.terms(text)]


def answer(session: Session, question: str, language: str) -> Article | None:
    """The article with which the bot may answer; None where none fits well enough."""
    best = next(iter(search(session, question, language, limit=1)), None)
    return best.article if best and best.sure >= SURE else None


def put(session: Session, article_id: int | None, by: str, **values: str | bool) -> Article:
    """Write a new article, or change one. Raises LookupError where there is none with this id."""
    article = session.get(Article, article_id) if article_id else Article()
    if article is None:
        raise LookupError(article_id)
    for name, value in values.items():
        setattr(article, name, value)
    article.edited_by, article.edited_at = by, now()
    session.add(article)
    session.flush()
    return article


def judged(session: Session, article_id: int, helped: bool) -> None:
    """Somebody says whether it helped."""
    column = Article.helped if helped else Article.failed
    session.execute(update(Article).where(Article.id == article_id).values({column: column + 1}))
