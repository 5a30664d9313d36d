/** The visitor's chat in this browser: what stands in it, what is on its way, and whether we hear of what is new. */
import type { ChatMessage, ChatOut, Details, SiteOut } from "../api/schema";
import { kept } from "../visitor/language";
import { Store } from "../visitor/store";
import * as server from "./interface";
import { place, tell } from "./place";

/** A message that was written here and is not in the chat yet. */
export interface Draft {
  number: number;
  /** Its name at the server, which takes it once, however often it is sent. */
  once: string;
  text: string;
  key: string;
  failed: boolean;
  /** A file that goes along; `why` is the server's code where it refuses it for good. */
  file?: server.Upload;
  why?: string;
}

export interface ChatState {
  /** Whether the server was asked what there is; before that nothing is shown. */
  ready: boolean;
  company: string;
  /** Whether people are there now, and what this website's chat asks and offers. */
  staffed: boolean;
  /** Whether people would call this visitor. */
  callsBack: boolean;
  site: SiteOut | null;
  chat: ChatOut | null;
  /** What was written on earlier visits, as far as it was asked for, and whether there is more. */
  earlier: ChatMessage[];
  more: boolean;
  /** The other side writes just now. */
  typing: boolean;
  drafts: Draft[];
  /** The stream broke and is not back yet. */
  away: boolean;
  /** The server says that this is too often. */
  limited: boolean;
  /** The code of what the server said no to last. */
  refused: string;
  shown: boolean;
  /** The newest message that was on the screen. */
  seen: number;
}

const SEEN = "threadline.seen";
const SHORTEST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
const TYPING_TOLD_MS = 3000;
const TYPING_LASTS_MS = 6000;
const LAST_ID = 2 ** 31 - 1;

export class Chat extends Store<ChatState> {
  private numbers = 0;
  private queue: Promise<unknown> = Promise.resolve();
  private stream: AbortController | null = null;
  private looking = false;
  private again = false;
  private told = 0;
  private marked = 0;
  private still: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super({
      ready: false, company: "", staffed: true, callsBack: false, site: null, chat: null, earlier: [], more: false, typing: false,
      drafts: [], away: false, limited: false, refused: "", shown: false, seen: Number(kept.read(SEEN)) || 0,
    });
    addEventListener("online", () => { this.lost(); });
    addEventListener("offline", () => { this.lost(); });
  }

  get open(): boolean {
    return this.now.chat !== null && this.now.chat.state !== "closed";
  }

  /** What there is from before. Tried until it works: a widget without its server is no use. */
  async begin(): Promise<void> {
    for (let wait = SHORTEST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        const { company, conversation, open, calls_back, site } = await server.enter(place.page);
        this.set({ ready: true, company, staffed: open, callsBack: calls_back, site, away: false });
        this.show(conversation);
        this.listen();
        return;
      } catch {
        this.set({ away: true });
        await pause(wait);
      }
    }
  }

  /** Show or hide: what is shown is read. */
  showing(shown: boolean): void {
    this.set({ shown });
    this.read();
  }

  /** Start a chat; the bot speaks first. Where there is one already, this is that one. */
  start(details: Partial<Details> = {}): Promise<boolean> {
    return this.do(() => server.start(place.page, place.language, place.greeting, details));
  }

  /** Write a message, starting the chat where there is none. One after the other, in the order in which they were written. */
  write(text: string, key = ""): void {
    this.told = 0;
    const draft = { number: ++this.numbers, once: name(), text, key, failed: false };
    this.set({ drafts: [...this.now.drafts, draft] });
    this.send(draft);
  }

  /** Send a file, or a voice message. */
  upload(file: server.Upload): void {
    const draft = { number: ++this.numbers, once: name(), text: file.name, key: "", failed: false, file };
    this.set({ drafts: [...this.now.drafts, draft] });
    this.send(draft);
  }

  forget(draft: Draft): void {
    this.set({ drafts: this.now.drafts.filter(({ number }) => number !== draft.number) });
  }

  /** Tell that the visitor writes, now and then. */
  writes(): void {
    if (!this.open || Date.now() - this.told < TYPING_TOLD_MS) return;
    this.told = Date.now();
    server.typing().catch(() => undefined);
  }

  /** One more page of earlier visits. */
  async lookBack(): Promise<void> {
    const oldest = this.now.earlier[0] ?? this.now.chat?.messages[0];
    const page = await server.earlier(oldest?.id ?? LAST_ID).catch(() => null);
    if (page) this.set({ earlier: [...page.messages, ...this.now.earlier], more: page.more });
  }

  rate(score: number): Promise<boolean> {
    return this.do(() => server.rate(score));
  }

  /** Try again to send what failed. */
  retry(draft: Draft): void {
    this.mark(draft, false);
    this.send(draft);
  }

  leave(): Promise<boolean> {
    return this.do(server.leave);
  }

  private send(draft: Draft): void {
    this.queue = this.queue.then(async () => {
      const sent = (this.open || (await this.start())) && (await this.do(() => (draft.file ? server.sendFile(draft.file, draft.once) : server.write(draft.text, draft.key, draft.once)), draft));
      if (!sent) this.mark(draft, true);
    });
  }

  private mark({ number }: Draft, failed: boolean): void {
    this.set({ drafts: this.now.drafts.map((each) => (each.number === number ? { ...each, failed } : each)) });
  }

  /** One request that answers with the chat. A token that is not known any more is replaced, once. */
  private async do(request: () => Promise<ChatOut>, sent?: Draft, second = false): Promise<boolean> {
    try {
      const chat = await request();
      this.set({ limited: false, refused: "", drafts: this.now.drafts.filter((draft) => draft.number !== sent?.number) });
      this.show(chat);
      this.listen();
      return true;
    } catch (fault) {
      const refused = fault instanceof server.No ? fault : null;
      if (refused?.status === 401 && !second) {
        const anew = await server.enter(place.page).catch(() => null);
        if (anew) this.show(anew.conversation);
        if (anew && (!sent || (await this.start()))) return this.do(request, sent, true);
      }
      if (refused?.error === "no_chat") await this.look();
      if (refused && sent?.file && refused.status < 429) sent.why = refused.error;
      if (!refused) this.lost();
      this.set({ limited: refused?.status === 429, refused: refused?.error ?? "" });
      return false;
    }
  }

  private show(chat: ChatOut | null): void {
    const before = this.now.chat;
    // Two answers may cross: the one that knows more stays.
    if (chat && before && chat.opened_at === before.opened_at && chat.signal < before.signal) return;
    const begun = chat?.opened_at !== before?.opened_at;
    this.set({ chat, typing: false, ...(begun ? { earlier: [], more: chat?.earlier ?? false } : {}) });
    this.read();
    tell({ threadline: "chat", open: this.open });
    if (!this.open) this.stream?.abort();
  }

  private read(): void {
    const { chat, shown, seen } = this.now;
    // To somebody who has seen none yet, nothing is news.
    const known = chat ? (shown || seen === 0 ? newest(chat) : Math.min(seen, newest(chat))) : seen;
    if (known !== seen) {
      this.set({ seen: known });
      kept.write(SEEN, String(known));
    }
    if (shown && chat && known > this.marked) {
      this.marked = known;
      server.seen(known).catch(() => undefined);
    }
    const news = chat?.messages.filter((message) => message.author !== "customer" && message.id > known) ?? [];
    tell({ threadline: "unread", count: news.length });
  }

  /** Read the chat again. What is told while we read is read once more. */
  private async look(): Promise<void> {
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = true;
    try {
      do {
        this.again = false;
        this.show(await server.look());
      } while (this.again);
    } catch {
      // The stream that told us is as broken as this; when it is back, it tells again.
    } finally {
      this.looking = false;
    }
  }

  /** A request did not get through: the stream may be as dead, and not know it. Say so, and listen anew. */
  private lost(): void {
    if (!this.open) return;
    this.set({ away: true });
    this.stream?.abort();
    this.listen();
  }

  /** Hear of what is new for as long as the chat is open, through whatever breaks. */
  private listen(): void {
    if (!this.open || (this.stream && !this.stream.signal.aborted)) return;
    const stream = new AbortController();
    this.stream = stream;
    void this.keepListening(stream.signal);
  }

  private otherWrites(): void {
    clearTimeout(this.still);
    this.set({ typing: true });
    this.still = setTimeout(() => { this.set({ typing: false }); }, TYPING_LASTS_MS);
  }

  private async keepListening(stop: AbortSignal): Promise<void> {
    let last = this.now.chat?.signal ?? 0;
    let wait = SHORTEST_WAIT_MS;
    const heard = (id: number, name: string, data: string) => {
      last = id;
      const { author, by } = JSON.parse(data) as { author?: string; by?: string };
      // What we did ourselves is no news.
      if (name === "typing" || name === "seen") {
        if (author === "agent") this.otherWrites();
        if (by === "agent") void this.look();
      } else if (name) void this.look();
    };
    const opened = () => {
      wait = SHORTEST_WAIT_MS;
      if (this.now.away) {
        void this.look();
        // What did not get through meanwhile goes now, in its order.
        for (const draft of this.now.drafts) if (draft.failed && !draft.why) this.retry(draft);
      }
      this.set({ away: false });
    };
    while (!stop.aborted) {
      await server.listen(last, heard, opened, stop).catch(() => undefined);
      await pause(wait);
      if (stop.aborted) return;
      if (wait > SHORTEST_WAIT_MS) this.set({ away: true });
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }
}

/** A name that nobody else makes up; randomUUID is not there on pages without TLS. */
function name(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
}

function newest(chat: ChatOut): number {
  return chat.messages.at(-1)?.id ?? 0;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
