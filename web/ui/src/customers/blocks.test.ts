import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "../api/schema";
import { blocksOf, gap, merge, wordAt } from "./blocks";

function entry(id: number, kind: string, contact: number | null = null, at = "2026-03-01T12:00:00Z"): TimelineEntry {
  return { id, kind, channel: "chat", contact_id: contact, journey_id: null, at, data: {}, call: null };
}

describe("the blocks of a stream", () => {
  it("put the messages of one chat together, oldest first", () => {
    const blocks = blocksOf([entry(3, "MessageSent", 1), entry(2, "MessageSent", 1), entry(1, "NoteAdded")]);
    expect(blocks.map((block) => block.type)).toEqual(["day", "chat", "entry"]);
    const chat = blocks[1];
    expect(chat?.type === "chat" && chat.entries.map((each) => each.id)).toEqual([2, 3]);
  });

  it("keep two chats apart, and a chat that was interrupted", () => {
    const blocks = blocksOf([entry(4, "MessageSent", 2), entry(3, "MessageSent", 1), entry(2, "NoteAdded"), entry(1, "MessageSent", 1)]);
    expect(blocks.map((block) => block.type)).toEqual(["day", "chat", "chat", "entry", "chat"]);
  });

  it("begin each day with a heading", () => {
    const blocks = blocksOf([entry(2, "NoteAdded", null, "2026-03-02T12:00:00Z"), entry(1, "NoteAdded")]);
    expect(blocks.map((block) => block.type)).toEqual(["day", "entry", "day", "entry"]);
  });

  it("keep the name of a chat when a message is added to it", () => {
    const before = blocksOf([entry(1, "MessageSent", 1)]);
    const after = blocksOf([entry(2, "MessageSent", 1), entry(1, "MessageSent", 1)]);
    expect(after[1]?.key).toBe(before[1]?.key);
  });
});

describe("a fresh reading of the first page", () => {
  it("adds what is new and keeps each line once", () => {
    expect(merge([entry(3, "a"), entry(2, "a")], [entry(2, "a"), entry(1, "a")]).map((each) => each.id)).toEqual([3, 2, 1]);
  });

  it("is known to leave a gap when it touches nothing that was read before", () => {
    expect(gap([entry(9, "a")], [entry(1, "a")], true)).toBe(true);
    expect(gap([entry(2, "a"), entry(1, "a")], [entry(1, "a")], true)).toBe(false);
  });
});

it("finds the word that is being said", () => {
  const words = [{ start: 0, end: 0.5 }, { start: 0.5001, end: 1 }, { start: 2, end: 3 }];
  expect(wordAt(words, 0.7)).toBe(1);
  expect(wordAt(words, 1.5)).toBe(-1);
  expect(wordAt([], 1)).toBe(-1);
});
