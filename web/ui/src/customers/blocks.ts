/** How the stream is cut: lines of one chat stand together as one block, days are headed. Pure. */
import type { TimelineEntry } from "../api/schema";
import { dayKey } from "../format/time";

export type Block =
  | { type: "day"; key: string; at: string }
  | { type: "chat"; key: string; entries: TimelineEntry[] }
  | { type: "entry"; key: string; entry: TimelineEntry };

/** Entries newest first → blocks newest first. The messages of a chat read downwards, oldest first. */
export function blocksOf(entries: TimelineEntry[]): Block[] {
  const blocks: Block[] = [];
  let day = "";
  for (const entry of entries) {
    if (dayKey(entry.at) !== day) {
      day = dayKey(entry.at);
      blocks.push({ type: "day", key: `day:${day}`, at: entry.at });
    }
    if (entry.kind !== "MessageSent") {
      blocks.push({ type: "entry", key: `entry:${String(entry.id)}`, entry });
      continue;
    }
    const last = blocks.at(-1);
    if (last?.type === "chat" && last.entries[0]?.contact_id === entry.contact_id) last.entries.unshift(entry);
    else blocks.push({ type: "chat", key: "", entries: [entry] });
  }
  // A block is named by its oldest message, so that a new one does not make it another block.
  for (const block of blocks) if (block.type === "chat") block.key = `chat:${String(block.entries[0]?.id)}`;
  return blocks;
}

/** Two lists newest first → one, each entry once. The first list is the newer reading, and wins. */
export function merge(newer: TimelineEntry[], older: TimelineEntry[]): TimelineEntry[] {
  const seen = new Set(newer.map((entry) => entry.id));
  return [...newer, ...older.filter((entry) => !seen.has(entry.id))];
}

/** Whether lines may be missing between a fresh first page and what was read before it. */
export function gap(fresh: TimelineEntry[], known: TimelineEntry[], more: boolean): boolean {
  if (!more || known.length === 0) return false;
  const ids = new Set(known.map((entry) => entry.id));
  return !fresh.some((entry) => ids.has(entry.id));
}

/** Put every speaker's words into one sorted list, and find the one that is being said at `seconds`. */
export function wordAt(words: { start: number; end: number }[], seconds: number): number {
  let low = 0;
  let high = words.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const word = words[middle];
    if (!word) return -1;
    if (seconds < word.start) high = middle - 1;
    else if (seconds > word.end) low = middle + 1;
    else return middle;
  }
  return -1;
}
