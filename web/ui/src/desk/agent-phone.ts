/**
 * An agent's softphone: the line over SIP, and the one at Twilio where calls come over it too, or over it alone. One
 * call at a time.
 */
import { SILENT, type LineCounts, type Phone, type PhoneCredentials, type PhoneState, type Softphone } from "../softphone";

/** The phone at Twilio: told to register, it sees to its tokens itself. */
export interface SelfKept extends Phone {
  connect(): void;
}

export class AgentPhone implements Softphone {
  private second: SelfKept | null = null;
  /** How the second line is while there is no phone for it: on its way, or not to be had. */
  private without = SILENT;
  private open = false;
  /** There is no line over SIP. */
  private alone = false;
  private microphone: MediaStream | null = null;
  private speaker = "";
  private readonly listeners = new Set<() => void>();
  private now: PhoneState = SILENT;

  /** `twilio` makes the second phone, when the first credentials say that there is one. */
  constructor(
    private readonly sip: Softphone,
    private readonly twilio: () => Promise<SelfKept>,
  ) {
    sip.subscribe(() => {
      this.hear(sip.state());
    });
  }

  connect(credentials: PhoneCredentials): void {
    this.open = true;
    this.alone = credentials.kind === "twilio";
    if (!this.alone) this.sip.connect(credentials);
    if (!credentials.twilio) return;
    if (this.second) this.second.connect();
    else void this.add();
  }

  private async add(): Promise<void> {
    if (this.without.line === "connecting") return;
    this.goWithout({ line: "connecting", fault: "" });
    try {
      const second = await this.twilio();
      this.second = second;
      second.subscribe(() => {
        this.hear(second.state());
      });
      if (this.microphone) second.speakWith(this.microphone);
      second.hearThrough(this.speaker);
      // It may have been taken into another tab while the SDK was on its way.
      if (this.open) second.connect();
    } catch (fault) {
      this.goWithout({ line: "lost", fault: fault instanceof Error ? fault.message : String(fault) });
    }
  }

  /** Whoever comes back into a call at Twilio waits for this line from the beginning. */
  private goWithout(how: Pick<PhoneState, "line" | "fault">): void {
    this.without = { ...SILENT, ...how };
    this.hear(this.now);
  }

  /** Both lines as one: the call is wherever one is. */
  private hear({ lastCause }: PhoneState): void {
    const { call } = this.sip.state();
    const second = this.second?.state() ?? this.without;
    const { line, fault } = this.alone ? second : this.sip.state();
    this.change({
      line,
      fault,
      call: call ?? second.call,
      lastCause,
      twilio: second.line !== "off" ? { line: second.line, fault: second.fault } : null,
    });
  }

  private get busy(): Phone {
    return this.second?.state().call ? this.second : this.sip;
  }

  speakWith(microphone: MediaStream): void {
    this.microphone = microphone;
    this.sip.speakWith(microphone);
    this.second?.speakWith(microphone);
  }

  hearThrough(device: string): void {
    this.speaker = device;
    this.sip.hearThrough(device);
    this.second?.hearThrough(device);
  }

  dial(target: string, headers?: string[]): void {
    this.sip.dial(target, headers);
  }

  answer(): void {
    this.busy.answer();
  }

  counts(): Promise<LineCounts | null> {
    return this.busy.counts();
  }

  mute(on: boolean): void {
    this.busy.mute(on);
  }

  keys(tones: string): void {
    this.busy.keys(tones);
  }

  hangUp(): void {
    this.busy.hangUp();
  }

  disconnect(): void {
    this.open = false;
    this.second?.disconnect();
    this.sip.disconnect();
  }

  state(): PhoneState {
    return this.now;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private change(state: PhoneState): void {
    this.now = state;
    for (const listener of this.listeners) listener();
  }
}
