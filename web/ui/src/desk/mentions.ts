/** Naming a colleague in a note. Pure. */
const MENTION = /(^|\s)@([^@\n]{0,40})$/;

/** What has been typed after the last "@", where the text ends with it; null where nobody is being named. */
export function mentioning(text: string): string | null {
  return MENTION.exec(text)?.[2] ?? null;
}

/** The text with the name in full. */
export function named(text: string, name: string): string {
  return text.replace(MENTION, (_whole, before: string) => `${before}@${name} `);
}
