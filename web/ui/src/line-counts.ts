/** What a browser's statistics say of the line of a call. Pure. */
import type { LineCounts } from "./softphone";

type Report = Record<string, unknown> & { type: string };

/** Times are seconds there, and milliseconds here. Where the far end does not report, its share is 0. */
export function countsOf(reports: Iterable<Report>): LineCounts {
  const all = [...reports];
  const inbound = all.find(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
  const there = all.find(({ type, kind }) => type === "remote-inbound-rtp" && kind === "audio");
  const pair = all.find(({ type, nominated, state }) => type === "candidate-pair" && nominated && state === "succeeded");
  return {
    received: figure(inbound?.packetsReceived),
    lost: Math.max(0, figure(inbound?.packetsLost)),
    lostThere: Math.min(1, Math.max(0, figure(there?.fractionLost))),
    jitterMs: figure(inbound?.jitter) * 1000,
    rttMs: figure(there?.roundTripTime ?? pair?.currentRoundTripTime) * 1000,
  };
}

function figure(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
