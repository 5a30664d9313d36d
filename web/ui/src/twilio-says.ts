/** What Twilio's Voice SDK says of a call, in our words. Pure. */
import type { LineCounts, LineTrouble } from "./softphone";

/** Twilio's warnings, and what people notice of each. */
export const WARNINGS: Record<string, LineTrouble> = {
  "high-packet-loss": "loss",
  "high-packets-lost-fraction": "loss",
  "high-rtt": "delay",
  "high-jitter": "jitter",
  "low-mos": "jitter",
  "constant-audio-input-level": "silent",
  "low-bytes-sent": "unsent",
  "low-bytes-received": "unheard",
  "ice-connectivity-lost": "unheard",
};

/** What of the SDK's sample we read: once a second, as it counts. */
export interface Sample {
  jitter: number;
  rtt: number;
  totals: { packetsReceived: number; packetsLost: number };
}

export function countsOf({ jitter, rtt, totals }: Sample): LineCounts {
  // What was lost on the way to Twilio, Twilio does not tell us.
  return { received: totals.packetsReceived, lost: totals.packetsLost, lostThere: 0, jitterMs: jitter, rttMs: rtt };
}

/** What went wrong: by Twilio's name and number, under which it explains it; what others say, as they say it. */
export function wordsOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const code = (fault as Error & { code?: number }).code;
  return code ? `${fault.name} (${String(code)})` : fault.message;
}
