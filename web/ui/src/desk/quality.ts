/** How good a line is, from what the browser counts: the E-model of ITU-T G.107 in its short form. Pure. */
import type { LineCounts, LineTrouble } from "../softphone";

export interface LineMeasure {
  mos: number;
  jitterMs: number;
  /** 0..1 */
  loss: number;
  rttMs: number;
}

/** Below this most people are annoyed. */
export const POOR_MOS = 3.6;
/** Packets of 20 ms, and what it takes to pack and unpack them. */
const CODEC_MS = 40;
/** How much Opus bears of lost packets (Bpl): it conceals them well. */
const ROBUST = 20;

/** The line between two counts. Where nothing came in between, everything was lost. */
export function measure(before: LineCounts, after: LineCounts): LineMeasure {
  const lost = Math.max(0, after.lost - before.lost);
  const came = Math.max(0, after.received - before.received);
  const here = lost + came > 0 ? lost / (lost + came) : 1;
  const loss = Math.min(1, Math.max(here, after.lostThere));
  return { mos: mosOf(loss, after.jitterMs, after.rttMs), jitterMs: after.jitterMs, loss, rttMs: after.rttMs };
}

/** From 1 (not to be understood) to about 4.4 (as good as it gets). */
export function mosOf(loss: number, jitterMs: number, rttMs: number): number {
  // The browser's own buffer holds back about twice the jitter.
  const delay = rttMs / 2 + 2 * jitterMs + CODEC_MS;
  const late = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);
  const percent = loss * 100;
  const r = Math.max(0, Math.min(100, 93.2 - late - (95 * percent) / (percent + ROBUST)));
  return Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r));
}

/** What to tell the agent; null while the line is good enough. */
export function trouble({ mos, loss, jitterMs, rttMs }: LineMeasure): LineTrouble | null {
  if (mos >= POOR_MOS) return null;
  if (loss > 0.03) return "loss";
  return rttMs / 2 > 2 * jitterMs ? "delay" : "jitter";
}

/** A whole call, from its measures. */
export function summary(measures: readonly LineMeasure[], everyS: number) {
  const mean = (of: (each: LineMeasure) => number) => measures.reduce((sum, each) => sum + of(each), 0) / measures.length;
  const round = (value: number, digits: number) => Number(value.toFixed(digits));
  return {
    mos: round(mean((each) => each.mos), 2),
    mos_worst: round(Math.min(...measures.map((each) => each.mos)), 2),
    jitter_ms: round(mean((each) => each.jitterMs), 1),
    loss: round(mean((each) => each.loss), 4),
    rtt_ms: round(mean((each) => each.rttMs), 1),
    seconds: measures.length * everyS,
  };
}
