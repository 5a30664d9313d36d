/** The language that is on, and how texts and the page's direction follow it. Used by the staff application. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { CODES, isLanguage, type Language, LANGUAGES } from "./locales/languages";
import { EVERYWHERE, type PageTexts, staffTexts, textsOf } from "./locales/staff";

export { CODES, isLanguage, type Language, LANGUAGES };

const KEPT = "threadline.language";

/** The texts that the pages opened so far need, in whatever language is chosen next. */
const needed = new Set(EVERYWHERE);

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

/** Fetch what pages need beside the texts of every page; it is there before they are drawn. */
export async function needTexts(...namespaces: readonly (keyof PageTexts)[]): Promise<void> {
  for (const namespace of namespaces) needed.add(namespace);
  await fetchTexts(currentLanguage());
}

async function show(language: Language): Promise<void> {
  await fetchTexts(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
}

async function fetchTexts(language: Language): Promise<void> {
  const lacking = [...needed].filter((namespace) => !i18next.hasResourceBundle(language, namespace));
  await Promise.all(
    lacking.map(async (namespace) => {
      try {
        i18next.addResourceBundle(language, namespace, await textsOf(language, namespace));
      } catch (fault) {
        // Texts that cannot be fetched now are English until the page is loaded again; English has no other.
        if (language === "en") throw fault;
        if (!i18next.hasResourceBundle("en", namespace)) i18next.addResourceBundle("en", namespace, await textsOf("en", namespace));
      }
    }),
  );
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}
