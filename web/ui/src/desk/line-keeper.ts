/** Keeps an agent's softphone registered, in the one tab that has it. The server numbers the tabs that get it. */
import { softphoneCredentials } from "../api/actions";
import { Refusal } from "../api/client";
import type { Softphone } from "../softphone";

const RETRY_MS = 4000;
/** Renew when this part of the credentials' life is over. */
const RENEW_AT = 0.8;

export interface Holding {
  /** The number under which this tab has, or last had, the softphone; 0 before the first time. */
  held: number;
  /** Another tab has it. */
  elsewhere: boolean;
}

export class LineKeeper {
  private now: Holding = { held: 0, elsewhere: false };
  private asking = false;
  private closed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private faultBefore: string;
  private readonly unsubscribe: () => void;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly phone: Softphone) {
    this.faultBefore = phone.state().fault;
    this.unsubscribe = phone.subscribe(() => {
      this.hear();
    });
    void this.ask();
  }

  state = (): Holding => this.now;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The agent wants to talk in this tab, whatever tab has the softphone now. */
  take = (): void => {
    void this.ask(true);
  };

  /** The server says which number has the softphone. While we ask for one, it may be ours already. */
  told(holder: number): void {
    if (this.asking || this.now.held === 0 || holder <= this.now.held) return;
    clearTimeout(this.timer);
    this.phone.disconnect();
    this.change({ elsewhere: true });
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.unsubscribe();
  }

  /** Get credentials and connect; again before they run out, and after a fault. */
  private async ask(take = false): Promise<void> {
    if (this.asking) return;
    if (this.phone.state().call) {
      this.soon(RETRY_MS);
      return;
    }
    this.asking = true;
    try {
      const credentials = await softphoneCredentials(this.now.held, take);
      if (this.closed) return;
      this.change({ held: credentials.held, elsewhere: false });
      this.phone.connect(credentials);
      this.soon(credentials.expires_s * 1000 * RENEW_AT);
    } catch (fault) {
      const elsewhere = fault instanceof Refusal && fault.code === "phone_elsewhere";
      if (elsewhere) this.change({ elsewhere });
      // A tab that had it waits for its agent; one that is new gets it when the call in the other tab is over.
      if (!elsewhere || this.now.held === 0) this.soon(RETRY_MS);
    } finally {
      this.asking = false;
    }
  }

  private hear(): void {
    const { line, fault } = this.phone.state();
    const refused = fault === "Rejected" || fault === "Authentication Error";
    // A lost socket is JsSIP's to restore; a refused registration needs new credentials.
    if (line === "lost" && fault !== this.faultBefore && refused) this.soon(RETRY_MS);
    this.faultBefore = fault;
  }

  private soon(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), ms);
  }

  private change(change: Partial<Holding>): void {
    this.now = { ...this.now, ...change };
    for (const listener of this.listeners) listener();
  }
}
