/** What the components on the screen look at: one customer, one conversation, one flow, the floor. The latest wish counts. */

export interface Looks {
  customer?: number | undefined;
  conversation?: number | undefined;
  call?: number | undefined;
  floor?: boolean | undefined;
  flow?: string | undefined;
}

const looks: Looks[] = [];
const listeners = new Set<() => void>();
let told = "{}";

export function looksNow(): Looks {
  const given = looks.map((look) => Object.fromEntries(Object.entries(look).filter(([, value]) => value !== undefined)));
  return Object.assign({}, ...given) as Looks;
}

/** Add a wish; the returned function takes it back. */
export function addLook(look: Looks): () => void {
  looks.push(look);
  tell();
  return () => {
    looks.splice(looks.indexOf(look), 1);
    tell();
  };
}

export function subscribeLooks(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  // One page goes and the next one comes in the same turn: the stream is changed once, after both.
  queueMicrotask(() => {
    const wished = JSON.stringify(looksNow());
    if (wished === told) return;
    told = wished;
    for (const listener of listeners) listener();
  });
}
