/** The language of a page for strangers. The panel's i18n is too large for them; what is kept is the same. */

import { isLanguage, type Language, LANGUAGES } from "../locales/languages";

export type { Language };

const KEPT = "threadline.language";

export function asLanguage(value: string | null | undefined): Language | null {
  const short = value?.slice(0, 2);
  return isLanguage(short) ? short : null;
}

/** The one chosen before on this browser, else the browser's own, else English. */
export function firstLanguage(): Language {
  const own = navigator.languages.map(asLanguage).find((language) => language !== null);
  return asLanguage(kept.read(KEPT)) ?? own ?? "en";
}

export function keepLanguage(language: Language): void {
  kept.write(KEPT, language);
}

export function showLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
}

/** Light or dark as the system is, or as the page says; theme.css reads the attribute. */
export function showScheme(wish: string | null = null): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const scheme = wish === "light" || wish === "dark" ? wish : dark.matches ? "dark" : "light";
    document.documentElement.dataset.mantineColorScheme = scheme;
    document.documentElement.style.colorScheme = scheme;
  };
  dark.addEventListener("change", show);
  show();
}

/** localStorage, where there is one: in a frame of another website a browser may refuse it. */
export const kept = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // The chat then lasts as long as the page.
    }
  },
};

/** 73 seconds are "1:13", in the figures of the language. */
export function clock(seconds: number, language: Language): string {
  const figures = (value: number, digits: number) =>
    value.toLocaleString(LANGUAGES[language].locale, { minimumIntegerDigits: digits, useGrouping: false });
  const whole = Math.max(0, Math.floor(seconds));
  return `${figures(Math.floor(whole / 60), 1)}:${figures(whole % 60, 2)}`;
}
