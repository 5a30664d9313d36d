"""Customers out of a file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import Id, In, Line, Out

Outcome = Literal["new", "known", "doubtful", "refused"]
Target = Annotated[str, Field(max_length=60)]


class ImportPath(In):
    import_id: Id


class ImportFile(In):
    """What the file is called."""

    name: Line


class ImportColumns(In):
    """Which field each column is: a name out of `fields`, or empty for one that is left out."""

    targets: Annotated[list[Target], Field(max_length=60)]


class ImportCounts(Out):
    new: int
    known: int
    doubtful: int
    refused: int


class ImportField(Out):
    """`label` is empty for a field that every house has."""

    key: str
    label: str


class ImportSample(Out):
    """A row as it would stand on the card, cell by cell; `outcome` is empty until it was looked at."""

    line: int
    cells: list[str]
    outcome: Outcome | Literal[""]


class ImportNote(Out):
    """A row of which something is to be said: `why` is a code, and `field` what it is about."""

    line: int
    outcome: Outcome
    why: str
    field: str
    customer_id: int | None


class ImportBrief(Out):
    """`done` of `total` rows were looked at, or taken in, depending on the state."""

    id: int
    name: str
    by: str
    at: datetime
    state: Literal["checking", "checked", "running", "done", "cancelled"]
    total: int
    done: int
    counts: ImportCounts


class CustomerImportOut(ImportBrief):
    columns: list[str]
    targets: list[str]
    fields: list[ImportField]
    samples: list[ImportSample]
    notes: list[ImportNote]


class Imports(Out):
    """The latest first."""

    imports: list[ImportBrief]
