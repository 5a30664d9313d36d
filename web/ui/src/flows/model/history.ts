/** Undo and redo. Edits of one thing in one go (typing a sentence) are one step. Pure: the time is given. */

export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last edit was about, and when it was. */
  readonly tag: string;
  readonly at: number;
}

const LONGEST = 200;
const ONE_GO_MS = 1500;

export function begin<T>(present: T): History<T> {
  return { past: [], present, future: [], tag: "", at: 0 };
}

/** A new state. Edits with the same tag that follow each other closely are undone together. */
export function edit<T>(history: History<T>, present: T, tag = "", at = 0): History<T> {
  if (present === history.present) return history;
  const goesOn = tag !== "" && tag === history.tag && at - history.at < ONE_GO_MS;
  const past = goesOn ? history.past : [...history.past, history.present].slice(-LONGEST);
  return { past, present, future: [], tag, at };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future], tag: "", at: 0 };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, tag: "", at: 0 };
}
