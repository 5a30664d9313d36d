"""The knowledge base: agents search it, supervisors write it."""

from __future__ import annotations

from sqlalchemy import select

from channels import articles
from channels.models import Article
from web.api import chapter
from web.errors import found, missing
from web.guard import ABOVE, STAFF, may, visit
from web.rooms import rooms
from web.schemas.articles import ArticleIn, ArticleOut, ArticlePath, Articles, ArticleSearch
from web.schemas.visitor import Done

api = chapter("articles", "The knowledge base.")


@api.get("/articles", responses={"200": Articles})
@may(*STAFF)
def find(query: ArticleSearch) -> Articles:
    """The articles that say most about a question, best first; all of them where nothing is asked."""
    with rooms().db.reading() as session:
        if query.q.strip():
            rows = [found.article for found in articles.search(session, query.q, query.language)]
        else:
            rows = list(session.scalars(select(Article).order_by(Article.language, Article.title)))
    return Articles(articles=[_shown(row) for row in rows])


@api.post("/articles", responses={"201": ArticleOut})
@may(*ABOVE)
def write(body: ArticleIn) -> tuple[ArticleOut, int]:
    """Write a new article."""
    with rooms().db.transaction() as session:
        return _shown(articles.put(session, None, visit().user.name, **body.model_dump())), 201


@api.put("/articles/<int:article_id>", responses={"200": ArticleOut})
@may(*ABOVE)
def change(path: ArticlePath, body: ArticleIn) -> ArticleOut:
    """Change an article."""
    with rooms().db.transaction() as session:
        try:
            return _shown(articles.put(session, path.article_id, visit().user.name, **body.model_dump()))
        except LookupError as fault:
            raise missing("article") from fault


@api.delete("/articles/<int:article_id>", responses={"200": Done})
@may(*ABOVE)
def remove(path: ArticlePath) -> Done:
    """Remove an article. What the bot has said with it stays said."""
    with rooms().db.transaction() as session:
        article = found(session.get(Article, path.article_id), "article")
        session.delete(article)
    return Done()


def _shown(row: Article) -> ArticleOut:
    return ArticleOut(**{name: getattr(row, name) for name in ArticleOut.model_fields})
