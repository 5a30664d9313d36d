/** What is being said in a call: whole sentences, and what each side is in the midst of. Pure. */

export interface Line {
  speaker: string;
  text: string;
}

export interface Spoken {
  said: Line[];
  /** Speaker → what they have said so far of a sentence that is not over. */
  saying: Partial<Record<string, string>>;
}

/** So many sentences stay on the desk: the rest is in the transcript. */
export const KEPT = 40;

export function begun(said: Line[]): Spoken {
  return { said: said.slice(-KEPT), saying: {} };
}

/** One event of the stream. A sentence that is over without a word was none. */
export function heard(before: Spoken, event: { speaker: string; text: string; final: boolean }): Spoken {
  const { speaker, text, final } = event;
  if (!final) return { ...before, saying: { ...before.saying, [speaker]: text } };
  const said = text ? [...before.said, { speaker, text }].slice(-KEPT) : before.said;
  return { said, saying: { ...before.saying, [speaker]: undefined } };
}

/** The lines on the screen, the unfinished ones last. */
export function lines(spoken: Spoken): (Line & { open: boolean })[] {
  const open = Object.entries(spoken.saying).flatMap(([speaker, text]) => (text ? [{ speaker, text, open: true }] : []));
  return [...spoken.said.map((line) => ({ ...line, open: false })), ...open];
}
