/**
 * Whether the login has run out while the page was open. Nothing on the page goes away for that: reads wait for the
 * next login, a call goes on, and what was typed stays.
 */
import { useSyncExternalStore } from "react";

let over = false;
const listeners = new Set<() => void>();

function change(next: boolean): void {
  if (over === next) return;
  over = next;
  for (const listener of [...listeners]) listener();
}

export function loginRanOut(): void {
  change(true);
}

export function loggedInAgain(): void {
  change(false);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useRanOut(): boolean {
  return useSyncExternalStore(subscribe, () => over);
}

/** Returns when somebody is logged in; rejects when `signal` says that nobody waits for that any more. */
export function untilLoggedIn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (over && !signal.aborted) return;
      unsubscribe();
      signal.removeEventListener("abort", settle);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const unsubscribe = subscribe(settle);
    signal.addEventListener("abort", settle);
    settle();
  });
}
