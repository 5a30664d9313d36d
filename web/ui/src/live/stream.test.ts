import { describe, expect, it } from "vitest";
import { staleAfter } from "./stale";
import { cut } from "./stream";

describe("the text of the stream", () => {
  it("is cut at blank lines, and what is not complete is kept for later", () => {
    const { events, rest } = cut('retry: 2000\nid: 7\n\n: ping\n\nid: 8\nevent: NoteAdded\ndata: {"topic":"customer:1"}\n\nid: 9\nev');
    expect(events.map(({ id, name }) => [id, name])).toEqual([["7", ""], ["", ""], ["8", "NoteAdded"]]);
    expect(events[2]?.data).toEqual({ topic: "customer:1" });
    expect(rest).toBe("id: 9\nev");
  });
});

describe("what an event makes out of date", () => {
  const event = (name: string, data: Record<string, unknown>) => ({ id: "1", name, data });

  it("is the desk for the agent's own events", () => {
    expect(staleAfter(event("offered", { topic: "agent:2" }))).toEqual([["desk"], ["day"]]);
  });

  it("is the customer's stream, and the call that it is about", () => {
    const stale = staleAfter(event("TranscriptWritten", { topic: "customer:5", channel: "phone", contact: 3 }));
    expect(stale).toContainEqual(["timeline", 5, "head"]);
    expect(stale).toContainEqual(["call", 3]);
  });

  it("is everything where too much was missed, and the session where the login is over", () => {
    expect(staleAfter(event("resync", {}))).toBe("everything");
    expect(staleAfter(event("ended", {}))).toEqual([["session"]]);
  });
});
