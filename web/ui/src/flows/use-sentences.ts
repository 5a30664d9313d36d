/** What is wrong, in the language of the page: the server sends a code and what it is about, and the sentences are here. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Breach, FaultOut } from "../api/schema";
import { useFormat } from "../format/use";
import type { Fault } from "./canvas/cards";
import { useNames } from "./canvas/kinds";
import { FLOW_LANGUAGES, useLanguageNames } from "./languages";

type Param = string | number | readonly string[];
type Params = Readonly<Record<string, Param>>;

export interface Sentences {
  faults(given: readonly FaultOut[]): Fault[];
  /** A rule of good menus that is not kept. */
  breach(breach: Breach): string;
}

/** A server that is newer than this page may know more faults than we have sentences for: then its own are shown. */
export function useSentences(): Sentences {
  const { t, i18n } = useTranslation("faults");
  const fieldName = useFieldName();
  const shown = useShown();
  return useMemo(() => {
    // The keys come from the server: that each of them is here, a test in Python compares.
    const say = (key: string, said: Record<string, string>): string => t(key as "after", { ...said, defaultValue: key });
    const known = (key: string) => i18n.exists(key, { ns: "faults" });
    const all = (params: Params) => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shown(name, value)]));
    return {
      faults: (given) =>
        given.map(({ node, code, field, params, problem, remedy }) => {
          if (!known(`fault.${code}.what`)) return { node, field, problem, remedy };
          const said = { ...all(params), field: fieldName(field) };
          return { node, field, problem: say(`fault.${code}.what`, said), remedy: say(`fault.${code}.do`, said) };
        }),
      breach: ({ rule, params, sentence }) => (known(`breach.${rule}`) ? say(`breach.${rule}`, all(params)) : sentence),
    };
  }, [t, i18n, fieldName, shown]);
}

/** What a sentence is about, as people read it: a language by its name, a number in the page's figures. */
function useShown(): (name: string, value: Param) => string {
  const { t, i18n } = useTranslation("faults");
  const format = useFormat();
  const names = useNames();
  const languageOf = useLanguageNames();
  return useMemo(() => {
    const list = (values: readonly string[]) => new Intl.ListFormat(i18n.language, { type: "unit" }).format(values);
    return (name, value) => {
      if (typeof value === "number") return format.number(value);
      if (typeof value === "object") return name === "steps" ? format.way(value) : list(name === "languages" ? value.map(languageOf) : value);
      if (name === "language") return languageOf(value);
      if (name === "after") return t(`after.${value as "no_input"}`);
      return name === "kind" ? names.kind(value) : value;
    };
  }, [t, i18n, format, names, languageOf]);
}

/** `options.1.label.fa` → Choices 2 · Label · Persian */
function useFieldName(): (path: string) => string {
  const format = useFormat();
  const names = useNames();
  const languageOf = useLanguageNames();
  return useMemo(() => {
    const one = (part: string) => ((FLOW_LANGUAGES as readonly string[]).includes(part) ? languageOf(part) : names.field(part));
    return (path) =>
      path.split(".").reduce((said, part) => {
        if (/^\d+$/.test(part)) return `${said} ${format.number(Number(part) + 1)}`;
        return said === "" ? one(part) : `${said} · ${one(part)}`;
      }, "");
  }, [format, names, languageOf]);
}
