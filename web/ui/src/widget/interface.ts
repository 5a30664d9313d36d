/** The public interface under /api/v1/visitor, as the widget speaks it. The token is all that this browser keeps. */
import type { Away, ChatOut, CodeOut, Details, Done, Earlier, VisitorSession } from "../api/schema";
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

export async function ask<Answer>(method: "GET" | "POST", path: string, body?: object): Promise<Answer> {
  const file = body instanceof Blob;
  const answer = await fetch(`${ROOT}${path}`, {
    method,
    headers: { "Content-Type": file ? "application/octet-stream" : "application/json", ...proof() },
    ...(body ? { body: file ? body : JSON.stringify(body) } : {}),
  });
  if (answer.ok) return (await answer.json()) as Answer;
  const problem = (await answer.json().catch(() => ({}))) as { error?: string };
  throw new No(answer.status, problem.error ?? "");
}

function proof(): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

export async function enter(page: string): Promise<VisitorSession> {
  const session = await ask<VisitorSession>("POST", "/session", { page });
  token = session.token;
  kept.write(KEPT, token);
  return session;
}

export const start = (page: string, language: string, greeting: number | null, details: Partial<Details>) =>
  ask<ChatOut>("POST", "/conversation", { page, language, greeting, details });
export const look = () => ask<ChatOut>("GET", "/conversation");
export const write = (text: string, key: string, once: string) => ask<ChatOut>("POST", "/messages", { text, key, once });
export const code = () => ask<CodeOut>("POST", "/code");
export const leave = () => ask<ChatOut>("POST", "/leave");
export const earlier = (before: number) => ask<Earlier>("GET", `/history?before=${String(before)}`);
export const typing = () => ask<Done>("POST", "/typing");
export const seen = (message: number) => ask<Done>("POST", "/seen", { message });
export const tellDetails = (details: Partial<Details>) => ask<Done>("POST", "/details", details);
export const rate = (score: number) => ask<ChatOut>("POST", "/rating", { score });
export const transcript = (email: string) => ask<Done>("POST", "/transcript", { email });
export const leaveMessage = (message: Away) => ask<Done>("POST", "/away", message);
export const sendFile = ({ blob, name, voice }: Upload, once: string) =>
  ask<ChatOut>("POST", `/files?${new URLSearchParams({ name, voice: String(voice), once }).toString()}`, blob);

export interface Upload {
  blob: Blob;
  name: string;
  voice: boolean;
}

/** A file of the chat, as an address within this page: the token cannot go into an image's own. */
export async function fileAddress(sha256: string): Promise<string> {
  const answer = await fetch(`${ROOT}/files/${sha256}`, { headers: proof() });
  if (!answer.ok) throw new No(answer.status, "");
  return URL.createObjectURL(await answer.blob());
}

/**
 * Listen to the live stream after this signal until it breaks: `heard` is called for each event with its id. By fetch,
 * since an EventSource cannot carry the token. A stream that is silent for longer than its pings has broken too.
 */
export async function listen(after: number, heard: (id: number, name: string, data: string) => void, opened: () => void, stop: AbortSignal): Promise<void> {
  const quiet = new AbortController();
  stop.addEventListener("abort", () => { quiet.abort(); });
  const answer = await fetch(`${ROOT}/live?after=${String(after)}`, {
    headers: proof(),
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
        if (fields.has("id")) heard(Number(fields.get("id")), fields.get("event") ?? "", fields.get("data") ?? "{}");
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
