"""Our mail addresses, and what agents write below their mails."""

from __future__ import annotations

from sqlalchemy import select

from acd.models import Agent, Queue
from channels.mail_headers import mailbox
from channels.models import Mailbox
from web.api import chapter
from web.errors import Refused, missing
from web.guard import ABOVE, STAFF, desk_of, may
from web.rooms import rooms
from web.schemas.mailboxes import Mailboxes, MailboxGone, MailboxOut, MailboxValues, SignatureValue

api = chapter("mailboxes", "Our mail addresses, and what agents write below their mails.")


@api.get("/mailboxes", responses={"200": Mailboxes})
@may(*ABOVE)
def look() -> Mailboxes:
    """Every address that mail is taken for."""
    return _present()


def _present() -> Mailboxes:
    with rooms().db.reading() as session:
        rows = session.scalars(select(Mailbox).order_by(Mailbox.address)).all()
    return Mailboxes(
        main=rooms().config.mail_address,
        mailboxes=[
            MailboxOut(address=row.address, name=row.name, queue=row.queue_key, signature=row.signature) for row in rows
        ],
    )


@api.put("/mailboxes", responses={"200": Mailboxes})
@may(*ABOVE)
def change(body: MailboxValues) -> Mailboxes:
    """Add an address, or change what is kept with it. Mail to it is taken from now on."""
    address = (mailbox(body.address) or "").lower()
    if not address or "+" in address:
        raise Refused(400, "bad_email", "This is no mail address. Write it like orders@example.com.")
    with rooms().db.transaction() as session:
        if body.queue and session.get(Queue, body.queue) is None:
            raise missing("queue")
        row = session.get(Mailbox, address)
        if row is None:
            row = Mailbox(address=address)
            session.add(row)
        row.name, row.queue_key, row.signature = body.name, body.queue, body.signature
    return _present()


@api.delete("/mailboxes", responses={"200": Mailboxes})
@may(*ABOVE)
def remove(query: MailboxGone) -> Mailboxes:
    """Mail to it is taken no more. What came is kept, and answered from MAIL_ADDRESS."""
    with rooms().db.transaction() as session:
        row = session.get(Mailbox, query.address.lower())
        if row is None:
            raise missing("mailbox")
        session.delete(row)
    return _present()


@api.get("/signature", responses={"200": SignatureValue})
@may(*STAFF)
def signature() -> SignatureValue:
    """What stands below the mails of whoever asks."""
    with rooms().db.reading() as session:
        return SignatureValue(text=session.get_one(Agent, desk_of()).signature)


@api.put("/signature", responses={"200": SignatureValue})
@may(*STAFF)
def sign(body: SignatureValue) -> SignatureValue:
    """Change it. Mails that were written before keep theirs."""
    with rooms().db.transaction() as session:
        session.get_one(Agent, desk_of()).signature = body.text
    return body
