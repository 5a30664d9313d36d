/** Which languages there are. A further one is a line in languages.json and a folder of texts beside it. */
import data from "./languages.json";

export type Language = keyof typeof data;

interface About {
  /** In its own words. */
  name: string;
  direction: "ltr" | "rtl";
  /** For Intl, which knows its figures, its calendar and its plural forms. */
  locale: string;
}

export const LANGUAGES = data as Record<Language, About>;
export const CODES = Object.keys(data) as Language[];

export function isLanguage(value: string | null | undefined): value is Language {
  return typeof value === "string" && Object.hasOwn(data, value);
}

/** What a glob over `locales/*` found, by language. English stands in where a language has no such texts yet. */
export function byLanguage<Texts>(files: Record<string, Texts>): Record<Language, Texts> {
  const found = new Map(Object.entries(files).map(([path, texts]) => [path.split("/").at(-2), texts]));
  return Object.fromEntries(CODES.map((code) => [code, found.get(code) ?? found.get("en")])) as Record<Language, Texts>;
}

/** Fill the {{gaps}} of a text. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/{{(\w+)}}/g, (gap, name: string) => values[name] ?? gap);
}
