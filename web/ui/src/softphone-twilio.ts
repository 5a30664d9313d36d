/**
 * The softphone at Twilio: its Voice SDK, behind the same functions as the one over SIP. An agent's is rung; a visitor's
 * dials, once, what its token says.
 */
import type { Call, Device } from "@twilio/voice-sdk";
import { type LineCounts, SILENT, type LineTrouble, type PhoneCall, type PhoneCredentials, type PhoneState, type Softphone } from "./softphone";
import { countsOf, type Sample, WARNINGS, wordsOf } from "./twilio-says";

/** Twilio is asked again after a refusal: soon at first, then less and less often. */
const RETRY_MS = 4000;
const RETRY_MOST_MS = 60_000;
/** So long before its end the SDK asks for a new token. */
const RENEW_MS = 60_000;
/** A call whose signalling is lost is waited for as long as this. */
const SIGNALLING_MS = 30_000;
const OPTIONS = {
  appName: "Threadline",
  codecPreferences: ["opus", "pcmu"] as Call.Codec[],
  tokenRefreshMs: RENEW_MS,
  maxCallSignalingTimeoutMs: SIGNALLING_MS,
  // Its words would be the browser's console's; what concerns the agent is in our state.
  logLevel: "silent" as const,
};

/** Makes the SDK's Device; in tests, something that emits what Twilio documents. */
export type MakeDevice = (token: string, options: Device.Options) => Promise<Device>;
/** A new token of ours. Rejects where there is none to be had. */
export type AskToken = () => Promise<string>;

/** The SDK is large, and loaded only where calls come over Twilio. */
const fromSdk: MakeDevice = async (token, options) => {
  const { Device } = await import("@twilio/voice-sdk");
  return new Device(token, options);
};

export class TwilioPhone implements Softphone {
  private device: Device | null = null;
  private call: Call | null = null;
  private microphone: MediaStream | null = null;
  private speaker = "";
  private last: LineCounts | null = null;
  private answerSoon = false;
  private open = false;
  private rings = true;
  private waits = RETRY_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
  private now: PhoneState = SILENT;

  constructor(
    private readonly token: AskToken,
    private readonly make: MakeDevice = fromSdk,
  ) {}

  state(): PhoneState {
    return this.now;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Register, and stay so. Asked again while it is registered, or tries to be, nothing changes. */
  connect(_credentials?: PhoneCredentials, { register = true }: { register?: boolean } = {}): void {
    if (this.open) return;
    this.open = true;
    this.rings = register;
    this.waits = RETRY_MS;
    this.change({ line: "connecting", fault: "" });
    void this.register();
  }

  private async register(): Promise<void> {
    try {
      const token = await this.token();
      if (!this.open) return;
      if (this.device) {
        this.device.updateToken(token);
      } else {
        const made = await this.make(token, { ...OPTIONS, getUserMedia: this.listen });
        // Meanwhile the phone may have been taken into another tab.
        if (!this.isOpen()) {
          made.destroy();
          return;
        }
        this.device = made;
        this.listenToLine(made);
      }
      if (!this.rings) this.change({ line: "registered", fault: "" });
      else if (this.device.state !== "registered") await this.device.register();
    } catch (fault) {
      this.refused(wordsOf(fault));
    }
  }

  private isOpen(): boolean {
    return this.open;
  }

  private listenToLine(device: Device): void {
    // Our own card rings, and our own tones are heard.
    device.audio?.incoming(false);
    device.audio?.outgoing(false);
    device.audio?.disconnect(false);
    device.on("registered", () => {
      this.waits = RETRY_MS;
      clearTimeout(this.timer);
      this.hearThrough(this.speaker);
      this.change({ line: "registered", fault: "" });
    });
    device.on("unregistered", () => {
      if (this.open && this.now.line === "registered") this.refused("unregistered");
    });
    device.on("error", (fault: Error, call?: Call) => {
      // What goes wrong in a call is that call's to tell.
      if (!call) this.refused(wordsOf(fault));
    });
    device.on("tokenWillExpire", () => {
      void this.token().then(
        (token) => {
          if (this.open) this.device?.updateToken(token);
        },
        () => undefined, // The line ends with its token, and is then asked for anew.
      );
    });
    device.on("incoming", (call: Call) => {
      this.rungBy(call);
    });
  }

  /** The line is lost, or was never there: it is tried again, with a new token. */
  private refused(fault: string): void {
    if (!this.open) return;
    this.change({ line: "lost", fault });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.register(), this.waits);
    this.waits = Math.min(RETRY_MOST_MS, this.waits * 2);
  }

  private rungBy(call: Call): void {
    const callId = Number.parseInt(call.customParameters.get("call") ?? "", 10);
    const back = call.customParameters.get("answer") === "auto";
    // Twilio only rings for us, and never for a second call: the leg that we still hold has ended unheard.
    if (this.call && this.call !== call) this.call.disconnect();
    this.call = call;
    this.answerSoon = false;
    this.last = null;
    const begun: PhoneCall = {
      callId: Number.isNaN(callId) ? null : callId,
      phase: back ? "connecting" : "ringing",
      muted: false,
      since: null,
    };
    this.change({ call: begun, lastCause: "" });
    this.listenToCall(call);
    if (back) this.answer();
  }

  private listenToCall(call: Call): void {
    const changed = (change: Partial<PhoneCall>) => () => {
      this.changeCall(call, change);
    };
    call.on("accept", () => {
      this.changeCall(call, { phase: "talking", since: Date.now() });
    });
    call.on("reconnecting", changed({ phase: "reconnecting" }));
    call.on("reconnected", changed({ phase: "talking" }));
    call.on("mute", (muted: boolean) => {
      this.changeCall(call, { muted });
    });
    call.on("sample", (sample: Sample) => {
      if (this.call === call) this.last = countsOf(sample);
    });
    const warned = new Set<LineTrouble>();
    const warns = (on: boolean) => (name: string) => {
      const trouble = WARNINGS[name];
      // Who has muted themselves knows that nothing is heard of them.
      if (!trouble || (on && trouble === "silent" && this.now.call?.muted)) return;
      if (on) warned.add(trouble);
      else warned.delete(trouble);
      this.changeCall(call, { warned: [...warned][0] });
    };
    call.on("warning", warns(true));
    call.on("warning-cleared", warns(false));
    const over = (cause: string) => () => {
      this.over(call, cause);
    };
    call.on("disconnect", over("Terminated"));
    call.on("cancel", over("Canceled"));
    call.on("reject", over("Rejected"));
    call.on("error", (fault: Error) => {
      // An error within a call need not end it: one that does is followed by its end.
      if (this.call === call) this.change({ lastCause: wordsOf(fault) });
    });
  }

  dial(): void {
    const device = this.device;
    if (!device || this.now.call) return;
    this.change({ call: { callId: null, phase: "dialing", muted: false, since: null }, lastCause: "" });
    device.connect().then(
      (call) => {
        this.call = call;
        this.listenToCall(call);
      },
      (fault: unknown) => {
        this.change({ call: null, lastCause: wordsOf(fault) });
      },
    );
  }

  private over(call: Call, cause: string): void {
    if (this.call !== call) return;
    this.call = null;
    this.last = null;
    this.change({ call: null, lastCause: this.now.lastCause || cause });
  }

  /** The SDK's own microphone is the one that the desk has opened, so that there is one permission and one choice. */
  private readonly listen = (): Promise<MediaStream> => {
    const tracks = this.microphone?.getAudioTracks() ?? [];
    // It stops what it was given when the call ends: it gets a copy.
    return Promise.resolve(new MediaStream(tracks.map((track) => track.clone())));
  };

  speakWith(microphone: MediaStream): void {
    this.microphone = microphone;
    const device = microphone.getAudioTracks()[0]?.getSettings().deviceId;
    // In a call the SDK comes to `listen` for the other one; where it cannot, the call goes on with the first.
    if (this.call && device) void this.device?.audio?.setInputDevice(device).catch(() => undefined);
    if (this.answerSoon) this.answer();
  }

  answer(): void {
    const call = this.call;
    if (!call || call.status() !== "pending") return;
    if (!this.microphone) {
      this.answerSoon = true;
      return;
    }
    this.answerSoon = false;
    this.changeCall(call, { phase: "connecting" });
    call.accept();
  }

  hearThrough(device: string): void {
    this.speaker = device;
    const speakers = this.device?.audio?.speakerDevices;
    // A device that is gone, or a browser that cannot choose: the computer's own goes on.
    if (speakers) void speakers.set([device || "default"]).catch(() => undefined);
  }

  counts(): Promise<LineCounts | null> {
    return Promise.resolve(this.now.call?.phase === "talking" ? this.last : null);
  }

  mute(on: boolean): void {
    this.call?.mute(on);
  }

  keys(tones: string): void {
    if (this.now.call?.phase === "talking") this.call?.sendDigits(tones);
  }

  hangUp(): void {
    const call = this.call;
    if (!call) return;
    if (call.status() === "pending") call.reject();
    else call.disconnect();
  }

  disconnect(): void {
    this.open = false;
    clearTimeout(this.timer);
    this.hangUp();
    this.device?.destroy();
    this.device = null;
    this.call = null;
    this.change({ ...SILENT });
  }

  private changeCall(call: Call, change: Partial<PhoneCall>): void {
    if (this.call !== call || !this.now.call) return;
    const since = this.now.call.since ?? change.since ?? null;
    this.change({ call: { ...this.now.call, ...change, since } });
  }

  private change(change: Partial<PhoneState>): void {
    this.now = { ...this.now, ...change };
    for (const listener of this.listeners) listener();
  }
}
