import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

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
