/**
 * What a telephone in the browser can do, whoever carries the call. Framework-free: the desk, the visitor's page and
 * the test phone use it alike, and another carrier's SDK can stand in behind the same functions.
 */

/** With what to register: the answer of POST /desk/softphone and of its public sisters. */
export interface PhoneCredentials {
  /** What it speaks; with "twilio", `password` is an access token for Twilio's SDK. */
  kind: "sip" | "twilio";
  uri: string;
  username: string;
  password: string;
  /** A path on our own origin, such as "/sip". */
  websocket: string;
  expires_s: number;
  ice_servers: { urls: string; username?: string | null; credential?: string | null }[];
  /** Calls come over Twilio (where `kind` is "sip": too), by a phone whose tokens are asked for separately. */
  twilio?: boolean;
}

/** off → connecting → registered; lost means that it was registered and tries to be so again. */
export type Line = "off" | "connecting" | "registered" | "lost";

/** ringing (in) or dialing (out) → connecting → talking; reconnecting while no audio can flow. */
export type Phase = "ringing" | "dialing" | "connecting" | "talking" | "reconnecting";

/** What is wrong with a line that people notice; by the sound that comes, or by what the carrier warns of. */
export type LineTrouble = "loss" | "delay" | "jitter" | "silent" | "unsent" | "unheard";

export interface PhoneCall {
  /** Our id of the call, from the INVITE's X-Threadline-Call; null where none was sent. */
  callId: number | null;
  phase: Phase;
  muted: boolean;
  /** When the two could hear each other, in milliseconds since 1970; null before. */
  since: number | null;
  /** What the carrier warns of, while it does. */
  warned?: LineTrouble | undefined;
}

export interface PhoneState {
  line: Line;
  /** Why the line is not registered, in the carrier's words; empty when it is. */
  fault: string;
  call: PhoneCall | null;
  /** Why the last call ended, in the carrier's words; empty before the first one. */
  lastCause: string;
  /** The second line of an agent's phone; null where calls come over no Twilio. */
  twilio: { line: Line; fault: string } | null;
}

export const SILENT: PhoneState = { line: "off", fault: "", call: null, lastCause: "", twilio: null };

/** What the browser has counted of a call so far; see desk/quality.ts. */
export interface LineCounts {
  received: number;
  lost: number;
  lostThere: number;
  jitterMs: number;
  rttMs: number;
}

/** What every carrier's phone does with its one call. */
export interface Phone {
  /** The microphone for this call and the next ones. Without one, `answer` and `dial` do nothing. */
  speakWith(microphone: MediaStream): void;
  answer(): void;
  /** The device through which calls are heard; "" is the computer's own. */
  hearThrough(device: string): void;
  /** How the line is; null where nobody is talked to. */
  counts(): Promise<LineCounts | null>;
  mute(on: boolean): void;
  keys(tones: string): void;
  /** End, cancel or refuse the call, whichever it is now. */
  hangUp(): void;
  /** Unregister and forget everything. */
  disconnect(): void;
  /** The same object until something changes, so that a view may compare it. */
  state(): PhoneState;
  subscribe(listener: () => void): () => void;
}

/** A phone that is given its credentials, and can dial. */
export interface Softphone extends Phone {
  /** Register (or, with `register: false`, be able to dial only). Connecting again replaces the line, not the call. */
  connect(credentials: PhoneCredentials, options?: { register?: boolean }): void;
  dial(target: string, headers?: string[]): void;
}
