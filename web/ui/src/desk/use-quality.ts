import { useEffect, useState } from "react";
import { sayQuality } from "../api/actions";
import type { LineCounts, PhoneState, Softphone } from "../softphone";
import { type LineMeasure, measure, summary } from "./quality";

const EVERY_S = 2;
/** One bad measure may be a hiccup: the last few together are what the agent hears. */
const TOGETHER = 3;

/** How the line is now, while somebody is talked to; at the end of a call the server is told how it was. */
export function useQuality(phone: Softphone | null, state: PhoneState): LineMeasure | null {
  const [now, setNow] = useState<LineMeasure | null>(null);
  const talking = state.call?.phase === "talking";
  const callId = state.call?.callId ?? null;

  useEffect(() => {
    if (!phone || !talking) return;
    const measures: LineMeasure[] = [];
    let before: LineCounts | null = null;
    const look = async () => {
      const counts = await phone.counts();
      if (!counts) return;
      if (before) {
        measures.push(measure(before, counts));
        setNow(worstOfLast(measures));
      }
      before = counts;
    };
    void look();
    const clock = setInterval(() => void look(), EVERY_S * 1000);
    return () => {
      clearInterval(clock);
      setNow(null);
      // A call that is not ours to tell of, or a server that is away, costs no more than these figures.
      if (callId !== null && measures.length > 0) void sayQuality(callId, summary(measures, EVERY_S)).catch(() => undefined);
    };
  }, [phone, talking, callId]);

  return now;
}

function worstOfLast(measures: LineMeasure[]): LineMeasure | null {
  const last = measures.slice(-TOGETHER);
  const sorted = [...last].sort((a, b) => a.mos - b.mos);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
