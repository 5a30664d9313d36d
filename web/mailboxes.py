"""Our mail addresses, and what agents write below their mails."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from acd.models import Agent, Queue
from channels import imap, imap_accounts
from channels.mail_headers import mailbox
from channels.models import ImapAccount, Mailbox
from channels.sealed import seal
from web.api import chapter
from web.errors import Refused, found, missing
from web.guard import ABOVE, STAFF, desk_of, may
from web.rooms import rooms
from web.schemas.mailboxes import ImapOut, ImapValues, Mailboxes, MailboxGone, MailboxOut, MailboxValues, SignatureValue

api = chapter("mailboxes", "Our mail addresses, and what agents write below their mails.")


@api.get("/mailboxes", responses={"200": Mailboxes})
@may(*ABOVE)
def look() -> Mailboxes:
    """Every address that mail is taken for."""
    return _present()


def _present() -> Mailboxes:
    with rooms().db.reading() as session:
        fetched = {row.address: row for row in session.scalars(select(ImapAccount))}
        rows = session.scalars(select(Mailbox).order_by(Mailbox.address)).all()
    return Mailboxes(
        main=rooms().config.mail_address,
        mailboxes=[
            MailboxOut(
                address=row.address,
                name=row.name,
                queue=row.queue_key,
                signature=row.signature,
                imap=_shown(fetched.get(row.address)),
            )
            for row in rows
        ],
    )


def _shown(row: ImapAccount | None) -> ImapOut | None:
    if row is None:
        return None
    plain = {name: getattr(row, name) for name in ("server", "user", "folder", "fault", "reached_at")}
    return ImapOut(**plain, password=bool(row.password))


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
        row = found(session.get(Mailbox, query.address.lower()), "mailbox")
        _fetch_no_more(session, row.address)
        session.delete(row)
    return _present()


def _fetch_no_more(session: Session, address: str) -> None:
    session.execute(delete(ImapAccount).where(ImapAccount.address == address))
    imap_accounts.changed(session)


@api.put("/mailboxes/imap", responses={"200": Mailboxes})
@may("admin")
def fetch(body: ImapValues) -> Mailboxes:
    """Fetch an address's mail from a mailbox at a provider, from now on. It is tried before it is kept.

    For administrators: whoever chooses the server could reach into the network.
    """
    config, address = rooms().config, body.address.lower()
    with rooms().db.reading() as session:
        found(session.get(Mailbox, address), "mailbox")
        before = session.get(ImapAccount, address)
    if body.password is None and before and (before.server, before.user) != (body.server, body.user):
        # Otherwise the password of one server could be sent to another by whoever does not know it.
        raise Refused(400, "bad_request", "Another server or user needs its password again. Enter it, too.")
    sealed = before.password if before and body.password is None else seal(config.secret_key, body.password or "")
    row = ImapAccount(
        address=address, server=body.server, user=body.user, folder=body.folder, password=sealed, fault=""
    )
    try:
        fault = imap.fault_of(imap_accounts.account(row, config.secret_key), config)
    except ValueError as unreadable:
        fault = str(unreadable)
    if fault:
        raise Refused(409, "no_imap", f"The mailbox cannot be opened: {fault[:300]}")
    with rooms().db.transaction() as session:
        session.merge(row)
        imap_accounts.changed(session)
    return _present()


@api.delete("/mailboxes/imap", responses={"200": Mailboxes})
@may("admin")
def fetch_no_more(query: MailboxGone) -> Mailboxes:
    """Leave the mailbox at the provider alone. What was fetched is kept."""
    with rooms().db.transaction() as session:
        _fetch_no_more(session, query.address.lower())
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
