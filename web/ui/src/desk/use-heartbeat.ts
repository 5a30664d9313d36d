import { useEffect, useRef } from "react";
import { sayAlive, sayLeft } from "../api/actions";
import type { Alive } from "../api/schema";

const EVERY_MS = 2000;

/**
 * Tell the server every two seconds that this panel lives, and what of it works. The clock is a worker's, since a
 * browser slows the timers of a hidden tab; but the word is sent from here, so that a frozen panel falls silent.
 * The last word is sent as the page goes: a caller hears music then, and not the silence of a closed tab.
 */
export function useHeartbeat({ microphone, registered, twilio, softphone }: Required<Alive>): void {
  const latest = useRef<Alive>({ microphone, registered, twilio, softphone });

  useEffect(() => {
    latest.current = { microphone, registered, twilio, softphone };
    void beat(latest.current);
  }, [microphone, registered, twilio, softphone]);

  useEffect(() => {
    const clock = new Worker(new URL("./clock.worker.ts", import.meta.url), { type: "module" });
    clock.onmessage = () => void beat(latest.current);
    clock.postMessage(EVERY_MS);
    const leave = () => {
      if (latest.current.softphone) sayLeft(latest.current.softphone);
    };
    window.addEventListener("pagehide", leave);
    return () => {
      clock.terminate();
      window.removeEventListener("pagehide", leave);
    };
  }, []);
}

async function beat(alive: Alive): Promise<void> {
  // A beat that is lost is followed by another; the banner about the connection belongs to the live stream.
  await sayAlive(alive).catch(() => undefined);
}
