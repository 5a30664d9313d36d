"""CustomerImport: a file of customers that is looked through and taken in; ImportRow: one row of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db import Base


class CustomerImport(Base):
    """`state`: checking → checked → running → done, or cancelled. What is checking or running waits for a worker."""

    __tablename__ = "customer_imports"
    __table_args__ = (Index("ix_customer_imports_work", "state", "claimed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    """Of the file."""
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    columns: Mapped[list[str]]
    """The headings."""
    targets: Mapped[list[str]]
    """Which field each column is, as `timeline.imports.columns` names them; empty for one that is left out."""
    total: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ImportRow(Base):
    """One row of the file. Once it was taken or refused its cells are emptied: what it said is on the card, or is not
    ours to keep."""

    __tablename__ = "import_rows"
    __table_args__ = (
        Index("ix_import_rows_work", "import_id", "outcome", "line"),
        Index("ix_import_rows_customer", "customer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("customer_imports.id"))
    line: Mapped[int]
    cells: Mapped[list[str]]
    forecast: Mapped[str] = mapped_column(String(8), default="")
    """What it would become now: `new`, `known`, `doubtful` or `refused`; empty until somebody has looked."""
    outcome: Mapped[str] = mapped_column(String(8), default="")
    """The same, once it has become that."""
    why: Mapped[str] = mapped_column(String(40), default="")
    """Code of what is to be said of it, or empty; `timeline.imports.taking` names them."""
    field: Mapped[str] = mapped_column(String(80), default="")
    """Which field that is about."""
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    """Who it is, or most likely is."""
