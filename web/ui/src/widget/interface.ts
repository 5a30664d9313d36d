/** The public interface under /api/v1/visitor, as the widget speaks it. The token is all that this browser keeps. */
import type { BrowserCall, ChatOut, CodeOut, VisitorSession } from "../api/schema";
import { NoCall } from "../phone/outgoing";
import { kept } from "../visitor/language";

const KEPT = "threadline.visitor";
const ROOT = "/api/v1/visitor";

/** The interface said no; `error` is its code. */
export class No extends Error {
  constructor(readonly status: number, readonly error: string) {
    super(`${String(status)} ${error}`);
  }
}

let token = kept.read(KEPT) ?? "";

export function hasToken(): boolean {
  return token !== "";
}

async function ask<Answer>(method: "GET" | "POST", path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${ROOT}${path}`, {
    method,
    headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (answer.ok) return (await answer.json()) as Answer;
  const problem = (await answer.json().catch(() => ({}))) as { error?: string };
  throw new No(answer.status, problem.error ?? "");
}

export async function enter(): Promise<VisitorSession> {
  const session = await ask<VisitorSession>("POST", "/session");
  token = session.token;
  kept.write(KEPT, token);
  return session;
}

export const start = (page: string, language: string) => ask<ChatOut>("POST", "/conversation", { page, language });
export const look = () => ask<ChatOut>("GET", "/conversation");
export const write = (text: string, key: string) => ask<ChatOut>("POST", "/messages", { text, key });
export const code = () => ask<CodeOut>("POST", "/code");
export const leave = () => ask<ChatOut>("POST", "/leave");

export async function call(): Promise<BrowserCall> {
  try {
    return await ask<BrowserCall>("POST", "/call");
  } catch (fault) {
    throw new NoCall(fault instanceof No ? fault.status : 0);
  }
}

/**
 * Listen to the live stream after this signal until it breaks: `heard` is called for each event with its id. By fetch,
 * since an EventSource cannot carry the token. A stream that is silent for longer than its pings has broken too.
 */
export async function listen(after: number, heard: (id: number, name: string) => void, opened: () => void, stop: AbortSignal): Promise<void> {
  const quiet = new AbortController();
  stop.addEventListener("abort", () => { quiet.abort(); });
  const answer = await fetch(`${ROOT}/live?after=${String(after)}`, {
    headers: { Authorization: `Bearer ${token}` },
    signal: quiet.signal,
  });
  if (!answer.ok || !answer.body) throw new No(answer.status, "");
  opened();
  let timer = setTimeout(() => { quiet.abort(); }, SILENCE_MS);
  try {
    let rest = "";
    for await (const piece of pieces(answer.body)) {
      clearTimeout(timer);
      timer = setTimeout(() => { quiet.abort(); }, SILENCE_MS);
      const events = (rest + piece).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) {
        const fields = new Map(event.split("\n").map((line) => [line.split(": ", 1)[0] ?? "", line.slice(line.indexOf(": ") + 2)]));
        if (fields.has("id")) heard(Number(fields.get("id")), fields.get("event") ?? "");
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

const SILENCE_MS = 40_000;

async function* pieces(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
