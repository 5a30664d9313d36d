/** What is on an agent's desk, as one list. Pure, so that it is tested without a browser. */
import type { Contact, Desk, OfferOut } from "../api/schema";
import type { PhoneState } from "../softphone";

/** One line of "my work": an offer on top, then what is being worked on. */
export interface WorkLine {
  key: string;
  contact: Contact;
  offer: OfferOut | null;
}

export function contactKey(contact: Pick<Contact, "kind" | "id">): string {
  return `${contact.kind}:${String(contact.id)}`;
}

/** Offers first (calls before the rest), then calls, then what has waited longest for the agent. */
export function workLines(desk: Pick<Desk, "offers" | "contacts">): WorkLine[] {
  const offered = desk.offers.map((offer) => ({ key: contactKey(offer.contact), contact: offer.contact, offer }));
  const taken = desk.contacts
    .filter((contact) => !offered.some((line) => line.key === contactKey(contact)))
    .map((contact) => ({ key: contactKey(contact), contact, offer: null }));
  const callsFirst = (a: WorkLine, b: WorkLine) => Number(b.contact.kind === "call") - Number(a.contact.kind === "call");
  return [...offered.sort(callsFirst), ...taken.sort(callsFirst)];
}

/** Whether it asks to be answered: an offer, or a colleague who asks this agent into their call. */
export function asks(line: WorkLine): boolean {
  return line.offer !== null || line.contact.me === "ringing";
}

/** The line to show: a ringing call pushes itself forward once; else the chosen one; else the first. */
export function activeLine(lines: WorkLine[], chosen: string | null): WorkLine | null {
  return lines.find((line) => line.key === chosen) ?? lines[0] ?? null;
}

/** The call that this panel should come back into: the switch has the caller, and no leg of ours is there.
 *
 * `known` are the calls that this page has carried or ended itself: only a call that the switch reports as parted is
 * taken up again among those, since a call that just ended here still looks like talking for a moment. A call that this
 * phone still holds, without sound, is dead as soon as the switch misses the agent: nobody could tell the phone so.
 */
export function callToRejoin(contacts: Contact[], phone: PhoneState, known: ReadonlySet<number>): number | null {
  const dead = phone.call?.phase === "reconnecting" ? phone.call.callId : null;
  // A call at Twilio is taken up by the second phone: it is waited for until it is there, or known not to be.
  if (phone.line !== "registered" || phone.twilio?.line === "connecting" || (phone.call && dead === null)) return null;
  const lost = contacts.find(
    (contact) =>
      contact.kind === "call" &&
      contact.role === "agent" &&
      !contact.wrap_up &&
      (dead === null || dead === contact.id) &&
      (contact.state === "parted" || (!known.has(contact.id) && ["talking", "held"].includes(contact.state))),
  );
  return lost?.id ?? null;
}

/** Whether the phone still holds a call that is over: its end was told while the line was lost.
 *
 * `shown` are the calls that this desk had in work: one that it has not shown yet has only just begun.
 */
export function isOver(lines: WorkLine[], phone: PhoneState, shown: ReadonlySet<number>): boolean {
  const { callId, phase } = phone.call ?? {};
  if (!callId || !shown.has(callId) || phase === "ringing" || phase === "connecting") return false;
  return !lines.some(({ contact }) => contact.kind === "call" && contact.id === callId && !contact.wrap_up);
}

export type CallWord = "dialling" | "ringing" | "connecting" | "talking" | "held" | "reconnecting" | "muted";

/** The one word for the state of the call in hand, from what the switch says and what the phone hears. */
export function callWord(contact: Contact, phone: PhoneState): CallWord {
  if (contact.state === "dialling") return "dialling";
  if (contact.state === "parted" || !phone.call || phone.call.phase === "reconnecting") return "reconnecting";
  if (phone.call.phase === "connecting" || phone.call.phase === "ringing") return "connecting";
  if (contact.state === "held") return "held";
  return phone.call.muted ? "muted" : "talking";
}
