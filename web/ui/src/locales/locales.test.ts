import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { byLanguage, CODES, fill, isLanguage, type Language, LANGUAGES } from "./languages";

type Texts = { [key: string]: string | Texts };

const PLURAL = /_(zero|one|two|few|many|other)$/;
const here = import.meta.dirname;
const languages = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const files = readdirSync(join(here, "en"));

function read(language: string, file: string): Texts {
  return JSON.parse(readFileSync(join(here, language, file), "utf8")) as Texts;
}

/** Every key with its placeholders; plural forms count as one key, since languages differ in how many they have. */
function flat(texts: Texts, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const name = prefix + key.replace(PLURAL, "");
    if (typeof value !== "string") for (const entry of flat(value, `${name}.`)) found.set(...entry);
    else if (!found.has(name) || key.endsWith("_other"))
      found.set(name, [...value.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]).sort().join(","));
  }
  return found;
}

describe.each(languages.filter((language) => language !== "en"))("the texts in %s", (language) => {
  it.each(files)("have every key of the English %s, with the same placeholders", (file) => {
    expect(Object.fromEntries([...flat(read(language, file))].sort())).toEqual(
      Object.fromEntries([...flat(read("en", file))].sort()),
    );
  });

  it("leave nothing empty", () => {
    for (const file of files)
      for (const text of JSON.stringify(read(language, file)).matchAll(/:"(\s*)"/g)) expect(text).toBeNull();
  });
});

/** The plural forms of each counted text: "counts.phone" → few, many, one, other. */
function counted(texts: Texts, prefix = ""): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value !== "string") for (const entry of counted(value, `${prefix}${key}.`)) found.set(...entry);
    else {
      const form = PLURAL.exec(key)?.[1];
      const stem = key.replace(PLURAL, "");
      // "too_many" is no plural form of "too": every language has the form "other".
      if (form && `${stem}_other` in texts) {
        const name = prefix + stem;
        found.set(name, [...(found.get(name) ?? []), form].sort());
      }
    }
  }
  return found;
}

describe("every language", () => {
  it("is a folder of texts and a line in the list", () => {
    expect([...CODES].sort()).toEqual([...languages].sort());
    expect(isLanguage("fa")).toBe(true);
    expect(["xx", "", null, undefined, "toString"].some(isLanguage)).toBe(false);
  });

  it.each(languages)("has every file that English has: %s", (language) => {
    expect(readdirSync(join(here, language))).toEqual(expect.arrayContaining(files));
  });

  it.each(languages)("has each counted text in all of its plural forms: %s", (language) => {
    const forms = new Intl.PluralRules(LANGUAGES[language as Language].locale).resolvedOptions().pluralCategories;
    for (const file of files)
      for (const [name, found] of counted(read(language, file)))
        expect(found, `${language}/${file} ${name}`).toEqual([...forms].sort());
  });
});

describe("texts outside the panel", () => {
  it("are English where a language lacks them", () => {
    const found = byLanguage({ "../locales/en/x.json": "Hello", "../locales/fa/x.json": "سلام" });
    expect([found.en, found.fa, found.ru]).toEqual(["Hello", "سلام", "Hello"]);
  });

  it("have their gaps filled, and keep those that nobody fills", () => {
    expect(fill("{{agent}} is with you, {{x}}", { agent: "Sara" })).toBe("Sara is with you, {{x}}");
  });
});
