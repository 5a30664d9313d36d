/** The language that is on, and how texts and the page's direction follow it. Used by the staff application. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { CODES, isLanguage, type Language, LANGUAGES } from "./locales/languages";
import { staffTexts, textsOf } from "./locales/staff";

export { CODES, isLanguage, type Language, LANGUAGES };

const KEPT = "threadline.language";

/** The language chosen before on this browser, else the browser's own, else English. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) return kept;
  const own = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return own ?? "en";
}

/** Make the texts known and set the language; call it once, before the page is drawn. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: staffTexts,
    lng: "en",
    fallbackLng: "en",
    // React escapes by itself. A name or an address inside a Persian sentence is kept apart from its direction, or the
    // words around it would change places.
    interpolation: { escapeValue: true, escape: isolated },
  });
  await show(firstLanguage());
}

function isolated(value: string): string {
  return LANGUAGES[currentLanguage()].direction === "rtl" ? `\u2068${value}\u2069` : value;
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await show(language);
}

async function show(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "common")) {
    // Texts that cannot be fetched now are English until the page is loaded again.
    const texts = await textsOf(language).catch(() => ({}));
    for (const [namespace, words] of Object.entries(texts)) i18next.addResourceBundle(language, namespace, words);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}
