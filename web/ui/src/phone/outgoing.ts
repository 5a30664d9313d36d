/**
 * One call from this browser: microphone, credentials, the carrier's phone (loaded now, since it is large), and the
 * call itself.
 * Used by the test phone and by the chat widget.
 */
import type { BrowserCall } from "../api/schema";
import type { PhoneState, Softphone } from "../softphone";
import { Store } from "../visitor/store";

/** idle → asking (for the microphone) → connecting → dialing → talking ⇄ reconnecting → over. */
export type CallPhase = "idle" | "asking" | "connecting" | "dialing" | "talking" | "reconnecting" | "over";

/** Why there is no call: the texts of both pages have a sentence for each. */
export type CallFault = "" | "insecure" | "microphone" | "away" | "limited" | "failed";

export interface CallState {
  phase: CallPhase;
  fault: CallFault;
  muted: boolean;
  /** Milliseconds since 1970 at which the two could hear each other, and at which the call ended. */
  since: number | null;
  until: number | null;
  /** The keys that were pressed in this call. */
  keys: string;
  microphone: MediaStream | null;
}

const NOTHING: CallState = {
  phase: "idle", fault: "", muted: false, since: null, until: null, keys: "", microphone: null,
};
const LINE_WAIT_MS = 12_000;
const KEYS_SHOWN = 24;

/** What a call's credentials are asked with; a refusal carries its HTTP status. */
export class NoCall extends Error {
  constructor(readonly status: number) {
    super(`no call: ${String(status)}`);
  }
}

export class Outgoing extends Store<CallState> {
  private phone: Softphone | null = null;
  private target = "";
  private attempt = 0;
  private giveUp: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super(NOTHING);
  }

  get on(): boolean {
    return this.now.phase !== "idle" && this.now.phase !== "over";
  }

  /** Call. Whatever goes wrong is in the state; this never throws. */
  async start(credentials: () => Promise<BrowserCall>): Promise<void> {
    if (this.on) return;
    const attempt = ++this.attempt;
    this.set({ ...NOTHING, phase: "asking" });
    const microphone = await this.listen();
    if (typeof microphone === "string") {
      this.set({ ...NOTHING, phase: "over", fault: microphone });
      return;
    }
    if (attempt !== this.attempt) {
      stop(microphone);
      return;
    }
    this.set({ phase: "connecting", microphone });
    try {
      const made = await credentials();
      const phone = await phoneOf(made);
      if (attempt === this.attempt) this.connect(made, phone, microphone);
    } catch (fault) {
      if (attempt === this.attempt) this.end(faultOf(fault));
    }
  }

  private async listen(): Promise<MediaStream | CallFault> {
    if (!window.isSecureContext || !("mediaDevices" in navigator)) return "insecure";
    try {
      return await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
    } catch {
      return "microphone";
    }
  }

  private connect(made: BrowserCall, phone: Softphone, microphone: MediaStream): void {
    this.phone = phone;
    this.target = made.target;
    phone.subscribe(() => {
      if (this.phone === phone) this.follow(phone.state());
    });
    phone.speakWith(microphone);
    phone.connect(made, { register: false });
    this.giveUp = setTimeout(() => {
      if (this.now.phase === "connecting") this.end("away");
    }, LINE_WAIT_MS);
  }

  /** What the softphone says, as one story from the first ring to the end. */
  private follow(state: PhoneState): void {
    if (state.call) {
      const phase = state.call.phase === "talking" || state.call.phase === "reconnecting" ? state.call.phase : "dialing";
      this.set({ phase, muted: state.call.muted, since: state.call.since });
    } else if (this.now.phase === "connecting") {
      if (state.line === "registered") this.phone?.dial(this.target);
    } else if (this.on) {
      this.end(this.now.since === null ? "failed" : "");
    }
  }

  mute(on: boolean): void {
    this.phone?.mute(on);
  }

  key(key: string): void {
    if (this.now.phase !== "talking") return;
    this.phone?.keys(key);
    this.set({ keys: (this.now.keys + key).slice(-KEYS_SHOWN) });
  }

  hangUp(): void {
    this.attempt++;
    if (this.on) this.end("");
  }

  /** Forget a call that is over. */
  clear(): void {
    if (!this.on) this.set(NOTHING);
  }

  private end(fault: CallFault): void {
    clearTimeout(this.giveUp);
    const phone = this.phone;
    this.phone = null;
    if (this.now.microphone) stop(this.now.microphone);
    this.set({ phase: "over", fault, microphone: null, muted: false, until: Date.now() });
    phone?.disconnect();
  }
}

async function phoneOf({ kind, password }: BrowserCall): Promise<Softphone> {
  if (kind === "sip") return new (await import("../softphone-jssip")).JssipPhone();
  return new (await import("../softphone-twilio")).TwilioPhone(() => Promise.resolve(password));
}

function stop(microphone: MediaStream): void {
  for (const track of microphone.getTracks()) track.stop();
}

function faultOf(fault: unknown): CallFault {
  if (!(fault instanceof NoCall)) return "failed";
  return fault.status === 429 ? "limited" : fault.status === 503 ? "away" : "failed";
}
