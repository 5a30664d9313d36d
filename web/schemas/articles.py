"""Articles of the knowledge base."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from web.schemas.base import Id, In, Language, Out


class ArticleOut(Out):
    """`helped` and `failed`: how often somebody said that it did, or did not."""

    id: int
    language: str
    title: str
    text: str
    published: bool
    helped: int
    failed: int
    edited_by: str
    edited_at: datetime


class Articles(Out):
    articles: list[ArticleOut]


class ArticleSearch(In):
    """A question finds the published articles that say most about it; without one all are listed."""

    q: Annotated[str, Field(max_length=1000)] = ""
    language: Language = "en"


class ArticleIn(In):
    language: Language
    title: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    published: bool = True


class ArticlePath(In):
    article_id: Id
