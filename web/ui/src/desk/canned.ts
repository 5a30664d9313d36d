/** Canned answers: which of them fits what is being typed after "/", and what stands in their gaps. Pure. */
import type { CannedAnswerOut, Contact } from "../api/schema";

const COMMAND = /(?:^|\s)\/(\S*)$/;

/** What has been typed after the last "/", where the text ends with it; null where no command is being typed. */
export function command(text: string): string | null {
  return COMMAND.exec(text)?.[1] ?? null;
}

/** Those whose name begins so, then those that have it anywhere. */
export function fitting(answers: readonly CannedAnswerOut[], typed: string): CannedAnswerOut[] {
  const wanted = typed.toLowerCase();
  const begins = answers.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const has = answers.filter((each) => !begins.includes(each) && `${each.name} ${each.text}`.toLowerCase().includes(wanted));
  return [...begins, ...has].slice(0, 6);
}

/** The text with the command replaced by the answer. */
export function inserted(text: string, answer: string): string {
  return text.replace(COMMAND, (whole) => (/^\s/.exec(whole)?.[0] ?? "") + answer);
}

/** What the variables of an answer stand for in this contact. One that nobody knows is left as it is, to be seen. */
export function filled(text: string, contact: Contact, agent: string): string {
  const name = contact.customer.name;
  const known: Record<string, string> = {
    customer: name,
    first_name: name.split(/\s+/)[0] ?? "",
    agent,
    company: contact.customer.company,
    ...Object.fromEntries((contact.journey?.answers ?? []).map((answer) => [answer.name, answer.label])),
  };
  return text.replace(/{(\w+)}/g, (gap, word: string) => known[word] || gap);
}
