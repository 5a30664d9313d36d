import { describe, expect, it } from "vitest";
import type { LineCounts } from "../softphone";
import { measure, mosOf, summary, trouble } from "./quality";

const GOOD: LineCounts = { received: 100, lost: 0, lostThere: 0, jitterMs: 3, rttMs: 40 };

describe("the quality of a line", () => {
  it("is what the E-model says", () => {
    expect(mosOf(0, 2, 20)).toBeCloseTo(4.38, 1);
    expect(mosOf(0.05, 10, 100)).toBeLessThan(3.8);
    expect(mosOf(0.2, 30, 400)).toBeLessThan(2.2);
    expect(mosOf(1, 0, 0)).toBeLessThan(1.1);
  });

  it("counts what was lost in between, on either way", () => {
    expect(measure(GOOD, { ...GOOD, received: 195, lost: 5 }).loss).toBeCloseTo(0.05);
    expect(measure(GOOD, { ...GOOD, received: 200, lostThere: 0.1 }).loss).toBeCloseTo(0.1);
    expect(measure(GOOD, GOOD).loss).toBe(1);
  });

  it("names the worst of what people notice", () => {
    expect(trouble(measure(GOOD, { ...GOOD, received: 200 }))).toBeNull();
    expect(trouble(measure(GOOD, { ...GOOD, received: 180, lost: 20 }))).toBe("loss");
    expect(trouble(measure(GOOD, { ...GOOD, received: 200, rttMs: 900 }))).toBe("delay");
    expect(trouble(measure(GOOD, { ...GOOD, received: 200, jitterMs: 200 }))).toBe("jitter");
  });

  it("is summed up for the whole call, with its worst moment", () => {
    const bad = { mos: 2, jitterMs: 50, loss: 0.1, rttMs: 300 };
    const good = { mos: 4, jitterMs: 10, loss: 0, rttMs: 100 };
    expect(summary([good, bad], 2)).toEqual({ mos: 3, mos_worst: 2, jitter_ms: 30, loss: 0.05, rtt_ms: 200, seconds: 4 });
  });
});
