/** A value that views watch. */
import { useEffect, useState } from "preact/hooks";

export class Store<T extends object> {
  private readonly listeners = new Set<() => void>();

  constructor(public now: T) {}

  set(change: Partial<T>): void {
    this.now = { ...this.now, ...change };
    for (const listener of this.listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** The store's value; the view is drawn again when it changes. */
export function useStore<T extends object>(store: Store<T>): T {
  const [now, setNow] = useState(store.now);
  useEffect(() => {
    setNow(store.now);
    return store.subscribe(() => {
      setNow(store.now);
    });
  }, [store]);
  return now;
}
