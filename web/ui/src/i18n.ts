/** Languages: which there are, which is on, and how text and page direction follow. Used by every page. */
import i18next, { type Resource } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: { name: "English", direction: "ltr" }, fa: { name: "فارسی", direction: "rtl" } } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT = "threadline.language";

export function isLanguage(value: string | null | undefined): value is Language {
  return value === "en" || value === "fa";
}

/** The language chosen before on this browser, else the browser's own, else English. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) return kept;
  const own = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return own ?? "en";
}

/** Make the texts known and set the language. `resources` is {language: {namespace: texts}}; call it once a page. */
export async function startI18n(resources: Resource, language: Language = firstLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources,
    lng: language,
    fallbackLng: "en",
    // React escapes by itself. A name or an address inside a Persian sentence is kept apart from its direction, or the
    // words around it would change places.
    interpolation: { escapeValue: true, escape: isolated },
  });
  showLanguage(language);
}

function isolated(value: string): string {
  return currentLanguage() === "fa" ? `\u2068${value}\u2069` : value;
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
  showLanguage(language);
}

function showLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}
