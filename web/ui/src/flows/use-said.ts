/** Sentences that the server sends as data, in the language of the page: a code, and what it is about. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { SaidOut } from "../api/schema";
import { useFormat } from "../format/use";
import { useNames } from "./canvas/kinds";
import { useLanguageNames } from "./languages";

type Param = SaidOut["params"][string];

/** A server that is newer than this page may know more sentences than we have: `otherwise` is what it says itself. */
export function useSaid(texts: "changes" | "studio"): (said: readonly SaidOut[], otherwise: string) => string {
  const { t, i18n } = useTranslation("flows");
  const format = useFormat();
  const names = useNames();
  const languageOf = useLanguageNames();
  return useMemo(() => {
    const list = (words: string[]) => words.join(i18n.language === "fa" ? "، " : ", ");
    const shown = (name: string, value: Param): string => {
      if (Array.isArray(value)) return value.length === 0 ? t("said.nothing") : list(value.map((each: string | SaidOut) => shown(name, each)));
      if (value !== null && typeof value === "object") return say(value);
      if (typeof value === "boolean") return t(value ? "said.yes" : "said.no");
      if (typeof value === "number") return format.number(value);
      if (value === null || value === "") return t("said.nothing");
      if (name === "kind") return names.kind(value);
      if (name === "field") return names.field(value);
      return name === "language" || name === "languages" ? languageOf(value) : value;
    };
    // The keys come from the server: that each of them is here, a test in Python compares.
    const say = ({ code, params }: SaidOut): string => {
      const told = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shown(name, value)]));
      return t(`${texts}:${code}` as "title", { ...told, defaultValue: code });
    };
    const known = ({ code, params }: SaidOut): boolean =>
      i18n.exists(`${texts}:${code}`) && Object.values(params).flat().every((each) => each === null || typeof each !== "object" || known(each));
    return (said, otherwise) => (said.every(known) ? said.map(say).join(" ") : otherwise);
  }, [texts, t, i18n, format, names, languageOf]);
}
