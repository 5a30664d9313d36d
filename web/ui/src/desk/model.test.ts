import { describe, expect, it } from "vitest";
import type { Contact, OfferOut } from "../api/schema";
import { SILENT, type PhoneState } from "../softphone";
import { activeLine, callToRejoin, callWord, isOver, workLines } from "./model";

function contact(kind: Contact["kind"], id: number, state: Contact["state"] = "talking"): Contact {
  return {
    kind, id, state, item_id: id, queue: { key: "sales", name: "Sales" },
    queued_at: "2026-01-01T10:00:00Z", answered_at: null, waited_s: 0, language: "en",
    customer: { id: 1, name: "", shown_name: "Sara", company: "", language: "", identities: [] },
    journey: null, path: [], subject: "", via: "", unread: 0, wrap_up: false, machine: false,
    role: "agent", owner: "", me: null, guests: [], handed: null,
  };
}

function offer(of: Contact): OfferOut {
  return { id: of.id, ring_until: "2026-01-01T10:01:00Z", reasons: {}, contact: of };
}

const registered: PhoneState = { ...SILENT, line: "registered" };
const talking: PhoneState = { ...registered, call: { callId: 3, phase: "talking", muted: false, since: 1 } };

describe("my work", () => {
  it("has what is offered on top, and calls before the rest", () => {
    const lines = workLines({
      offers: [offer(contact("chat", 8)), offer(contact("call", 7))],
      contacts: [contact("email", 1), contact("call", 2)],
    });
    expect(lines.map((line) => line.key)).toEqual(["call:7", "chat:8", "call:2", "email:1"]);
  });

  it("shows a contact once, though it is offered and in work", () => {
    expect(workLines({ offers: [offer(contact("call", 7))], contacts: [contact("call", 7)] })).toHaveLength(1);
  });

  it("falls back to the first line when the chosen one is gone", () => {
    const lines = workLines({ offers: [], contacts: [contact("email", 1)] });
    expect(activeLine(lines, "chat:9")?.key).toBe("email:1");
    expect(activeLine([], "chat:9")).toBeNull();
  });
});

describe("coming back into a call", () => {
  it("takes up the call that was going on when the page was loaded", () => {
    expect(callToRejoin([contact("call", 3)], registered, new Set())).toBe(3);
  });

  it("waits until the line is registered, and leaves a call alone that this page carries", () => {
    expect(callToRejoin([contact("call", 3)], SILENT, new Set())).toBeNull();
    expect(callToRejoin([contact("call", 3)], talking, new Set())).toBeNull();
  });

  it("does not take up a call that ended here a moment ago, unless the switch says that the agent is missing", () => {
    expect(callToRejoin([contact("call", 3)], registered, new Set([3]))).toBeNull();
    expect(callToRejoin([contact("call", 3, "parted")], registered, new Set([3]))).toBe(3);
  });

  it("gives up a call without sound once the switch says that the agent is missing, and no other", () => {
    const silent: PhoneState = { ...registered, call: { callId: 3, phase: "reconnecting", muted: false, since: 1 } };
    expect(callToRejoin([contact("call", 3)], silent, new Set([3]))).toBeNull();
    expect(callToRejoin([contact("call", 3, "parted")], silent, new Set([3]))).toBe(3);
    expect(callToRejoin([contact("call", 4, "parted")], silent, new Set([3]))).toBeNull();
  });
});

describe("a call whose end was told while the line was lost", () => {
  const inWork = workLines({ offers: [], contacts: [contact("call", 3)] });
  const wrapUp = workLines({ offers: [], contacts: [{ ...contact("call", 3, "ended"), wrap_up: true }] });

  it("is over when the desk has it no more, or only to write it up", () => {
    expect(isOver([], talking, new Set([3]))).toBe(true);
    expect(isOver(wrapUp, talking, new Set([3]))).toBe(true);
  });

  it("is not over while it is in work, before the desk has shown it, and while it only rings", () => {
    expect(isOver(inWork, talking, new Set([3]))).toBe(false);
    expect(isOver([], talking, new Set())).toBe(false);
    expect(isOver([], { ...registered, call: { callId: 3, phase: "ringing", muted: false, since: null } }, new Set([3]))).toBe(false);
    expect(isOver([], registered, new Set([3]))).toBe(false);
  });
});

describe("the word for a call", () => {
  it("is what the caller hears, before what the button says", () => {
    const muted: PhoneState = { ...registered, call: { callId: 3, phase: "talking", muted: true, since: 1 } };
    expect(callWord(contact("call", 3), talking)).toBe("talking");
    expect(callWord(contact("call", 3), muted)).toBe("muted");
    expect(callWord(contact("call", 3, "held"), muted)).toBe("held");
  });

  it("never says talking while no audio can flow", () => {
    expect(callWord(contact("call", 3), registered)).toBe("reconnecting");
    expect(callWord(contact("call", 3, "parted"), talking)).toBe("reconnecting");
  });
});
