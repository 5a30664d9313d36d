import { type Language, LANGUAGES } from "../locales/languages";

/** From step to step, as the page is read; the names keep the directions of their own. */
export function way(steps: readonly string[], language: Language): string {
  const arrow = LANGUAGES[language].direction === "rtl" ? " ← " : " → ";
  return steps.map((step) => `\u2068${step}\u2069`).join(arrow);
}

/** The direction of a text that people wrote: that of its first letter. Digits alone have none, and follow the page. */
export function directionOf(text: string): "ltr" | "rtl" | undefined {
  const letter = /\p{L}/u.exec(text)?.[0];
  if (letter === undefined) return undefined;
  return /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(letter) ? "rtl" : "ltr";
}
