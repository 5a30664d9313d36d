/** What an agent has begun to write, per contact: it survives a reload, and another contact in between. */
import { useSyncExternalStore } from "react";

const PREFIX = "threadline.draft.";
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A text kept under `key` in this tab. Setting it to "" forgets it. */
export function useDraft(key: string): [string, (text: string) => void] {
  const name = PREFIX + key;
  const text = useSyncExternalStore(subscribe, () => sessionStorage.getItem(name) ?? "");
  return [
    text,
    (next) => {
      if (next) sessionStorage.setItem(name, next);
      else sessionStorage.removeItem(name);
      for (const listener of listeners) listener();
    },
  ];
}
