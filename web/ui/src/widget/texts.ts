/** Everything that the widget says. A visitor loads the texts of one language. */
import type english from "../locales/en/widget.json";
import type { Language } from "../locales/languages";

export type Texts = typeof english;

const FILES = import.meta.glob<Texts>("../locales/*/widget.json", { import: "default" });

/** What was loaded: views are drawn only in languages that are in here. */
export const TEXTS = {} as Record<Language, Texts>;

export async function loadTexts(language: Language): Promise<void> {
  const load = FILES[`../locales/${language}/widget.json`] ?? FILES["../locales/en/widget.json"];
  if (load) TEXTS[language] ??= await load();
}
