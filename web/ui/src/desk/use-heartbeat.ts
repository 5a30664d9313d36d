import { useEffect, useRef } from "react";
import { sayAlive } from "../api/actions";

const EVERY_MS = 4000;

/**
 * Tell the server every four seconds that this panel lives, and what of it works. The clock is a worker's, since a
 * browser slows the timers of a hidden tab; but the word is sent from here, so that a frozen panel falls silent.
 */
export function useHeartbeat(microphone: boolean, registered: boolean): void {
  const latest = useRef({ microphone, registered });

  useEffect(() => {
    latest.current = { microphone, registered };
    void beat(latest.current);
  }, [microphone, registered]);

  useEffect(() => {
    const clock = new Worker(new URL("./clock.worker.ts", import.meta.url), { type: "module" });
    clock.onmessage = () => void beat(latest.current);
    clock.postMessage(EVERY_MS);
    return () => {
      clock.terminate();
    };
  }, []);
}

async function beat(alive: { microphone: boolean; registered: boolean }): Promise<void> {
  // A beat that is lost is followed by another; the banner about the connection belongs to the live stream.
  await sayAlive(alive).catch(() => undefined);
}
