/**
 * Server-sent events over fetch. The browser's own EventSource hides the server's pings, so it cannot tell a quiet
 * stream from a dead one; an agent must be told the truth within seconds. Each loss resumes after the last event seen.
 */
import { loginRanOut } from "../api/ran-out";

export interface LiveEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
}

export interface LiveListener {
  onEvent(event: LiveEvent): void;
  /** Where the stream stands now: what to give as `after` when it is followed again. */
  onSeen(id: string): void;
  /** `resumed` is false where events may have been missed, so that everything must be fetched again. */
  onOpen(resumed: boolean): void;
  onLost(): void;
}

const SILENCE_MS = 40_000;
const RETRY_MS = [500, 1000, 2000, 4000];

/** Cut a growing text into events. Returns the events that are complete and the rest that is not. */
export function cut(text: string): { events: LiveEvent[]; rest: string } {
  const blocks = text.replaceAll("\r\n", "\n").split("\n\n");
  const rest = blocks.pop() ?? "";
  return { events: blocks.map(parse), rest };
}

function parse(block: string): LiveEvent {
  const event: LiveEvent = { id: "", name: "", data: {} };
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, "");
    const field = line.slice(0, colon);
    if (field === "id") event.id = value;
    if (field === "event") event.name = value;
    if (field === "data") data.push(value);
  }
  if (data.length === 0) return event;
  const parsed: unknown = JSON.parse(data.join("\n"));
  if (parsed !== null && typeof parsed === "object") event.data = parsed as Record<string, unknown>;
  return event;
}

/** Follow `url` until the returned function is called. `after` is the last event known, or empty. */
export function follow(url: URL, after: string, listener: LiveListener): () => void {
  let stopped = false;
  let last = after;
  let attempt = 0;
  let abort = new AbortController();

  async function once(): Promise<void> {
    abort = new AbortController();
    const resumed = last !== "";
    if (resumed) url.searchParams.set("after", last);
    const answer = await fetch(url, { signal: abort.signal, headers: { Accept: "text/event-stream" } });
    if (answer.status === 401) loginRanOut();
    if (!answer.ok || !answer.body) throw new Error(`live stream: ${String(answer.status)}`);
    attempt = 0;
    listener.onOpen(resumed);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    let watchdog = setTimeout(giveUp, SILENCE_MS);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(giveUp, SILENCE_MS);
        const { events, rest } = cut(text + value);
        text = rest;
        for (const event of events) {
          if (event.id) {
            last = event.id;
            listener.onSeen(last);
          }
          // A ping has no name, nor has the first line, which only says where the stream stands.
          if (event.name) listener.onEvent(event);
        }
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  function giveUp(): void {
    abort.abort();
  }

  async function forever(): Promise<void> {
    while (!stopped) {
      await once().catch(() => undefined);
      if (stopped) return;
      listener.onLost();
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS[Math.min(attempt++, RETRY_MS.length - 1)]));
    }
  }

  // Coming back to the network is the best moment to try again, whatever the pause would have been.
  window.addEventListener("online", giveUp);
  void forever();
  return () => {
    stopped = true;
    window.removeEventListener("online", giveUp);
    abort.abort();
  };
}
