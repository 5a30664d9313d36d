"""Search through everything that was said and written: an index beside the entries, written with them.

SQLite keeps it in an FTS5 table, PostgreSQL in a tsvector with a GIN index; `timeline.words` makes the words for both.
Whose an entry is and its channel are words of the index as well (they begin with `_`, which no word of a text does), so
that a search within one timeline meets two short lists, however often the word occurs elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from timeline import people, words
from timeline.models import Entry

TABLE = "entry_search"

# The words come ready, so SQLite's tokenizer has only to split at spaces; positions are not needed.
MAKE = {
    "sqlite": ("CREATE VIRTUAL TABLE entry_search USING fts5(terms, detail=none, tokenize=\"ascii tokenchars '_'\")",),
    "postgresql": (
        "CREATE TABLE entry_search ("
        "entry_id integer PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE, terms tsvector NOT NULL)",
        "CREATE INDEX ix_entry_search_terms ON entry_search USING gin (terms)",
    ),
}
WRITE = {
    "sqlite": text("INSERT INTO entry_search (rowid, terms) VALUES (:entry, :terms)"),
    "postgresql": text(
        "INSERT INTO entry_search (entry_id, terms) VALUES (:entry, array_to_tsvector(string_to_array(:terms, ' ')))"
    ),
}
_FIND = {
    "sqlite": text(
        "SELECT rowid FROM entry_search WHERE entry_search MATCH :wanted AND rowid < :before"
        " ORDER BY rowid DESC LIMIT :most"
    ),
    "postgresql": text(
        "SELECT entry_id FROM entry_search WHERE terms @@ CAST(:wanted AS tsquery) AND entry_id < :before"
        " ORDER BY entry_id DESC LIMIT :most"
    ),
}
_MOVE = {
    "sqlite": text("UPDATE entry_search SET terms = replace(terms, :old || ' ', :new || ' ') WHERE rowid IN :entries"),
    "postgresql": text(
        "UPDATE entry_search SET terms = array_to_tsvector(array_replace(tsvector_to_array(terms), :old, :new))"
        " WHERE entry_id IN :entries"
    ),
}
_FORGET = {
    "sqlite": text("DELETE FROM entry_search WHERE rowid IN :entries"),
    "postgresql": text("DELETE FROM entry_search WHERE entry_id IN :entries"),
}
_AND_OR_PREFIX = {"sqlite": (" AND ", " OR ", '"{}"', "*"), "postgresql": (" & ", " | ", "'{}'", ":*")}
_AFTER_ALL = 2**31 - 1


def document(customer_id: int, channel: str, written: str) -> str:
    """What the index keeps of an entry: its words with a space between them; empty where it says nothing."""
    found = words.terms(written)
    return " ".join([_whose(customer_id), f"_{channel}", *found]) if found else ""


def write(session: Session, entry_id: int, customer_id: int, channel: str, written: str) -> None:
    """Put an entry's text into the index, in the transaction that writes the entry."""
    kept = document(customer_id, channel, written)
    if kept:
        session.execute(WRITE[_kind(session)], {"entry": entry_id, "terms": kept})


def write_all(session: Session, channel: str, written: Iterable[tuple[int, int, str]]) -> None:
    """As `write`, for many: (entry, customer, text) each."""
    kept = [{"entry": entry, "terms": document(whose, channel, text)} for entry, whose, text in written]
    if said := [each for each in kept if each["terms"]]:
        session.execute(WRITE[_kind(session)], said)


def move(session: Session, entry_ids: Iterable[int], from_customer: int, to_customer: int) -> None:
    """These entries are another customer's now."""
    names = {"old": _whose(from_customer), "new": _whose(to_customer), "entries": list(entry_ids)}
    session.execute(_MOVE[_kind(session)].bindparams(bindparam("entries", expanding=True)), names)


def forget(session: Session, entry_ids: Iterable[int]) -> None:
    """Take entries out of the index."""
    session.execute(
        _FORGET[_kind(session)].bindparams(bindparam("entries", expanding=True)), {"entries": list(entry_ids)}
    )


def find(
    session: Session, q: str, *, customer_id: int | None = None, channel: str = "", before: int = 0, limit: int = 50
) -> Sequence[Entry]:
    """Entries with every word of `q` (the last may be longer), the latest written first.

    `customer_id` looks in that person's timeline only; `before` is the id of the last entry seen.
    """
    asked = words.asked(q)
    whose = people.members(session, customer_id) if customer_id is not None else None
    if not asked or whose == []:
        return []
    both, either, quoted, prefix = _AND_OR_PREFIX[_kind(session)]
    wanted = [quoted.format(term) + (prefix if open_end else "") for term, open_end in asked]
    if channel:
        wanted.append(quoted.format(f"_{channel}"))
    if whose:
        wanted.insert(0, "(" + either.join(quoted.format(_whose(each)) for each in whose) + ")")
    found = session.scalars(
        _FIND[_kind(session)], {"wanted": both.join(wanted), "before": before or _AFTER_ALL, "most": limit}
    ).all()
    return session.scalars(select(Entry).where(Entry.id.in_(found)).order_by(Entry.id.desc())).all() if found else []


def _whose(customer_id: int) -> str:
    return f"_c{customer_id}"


def _kind(session: Session) -> str:
    return session.get_bind().dialect.name
