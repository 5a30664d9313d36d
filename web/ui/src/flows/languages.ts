/** The languages of a flow, which are those of its callers, not of this page. */
import { useMemo } from "react";
import { useLanguage } from "../format/use";

/** Languages that a flow can be made in here; any other code that a flow has is kept and shown by its code. */
export const FLOW_LANGUAGES = ["en", "fa", "ru", "th"] as const;

const RIGHT_TO_LEFT = new Set(["fa", "ar", "he", "ur", "ps", "ku"]);

export function directionIn(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language.slice(0, 2)) ? "rtl" : "ltr";
}

/** Code → the language's name in the language of the page. */
export function useLanguageNames(): (code: string) => string {
  const page = useLanguage();
  return useMemo(() => {
    const names = new Intl.DisplayNames([page], { type: "language", fallback: "code" });
    return (code: string) => {
      try {
        return names.of(code) ?? code;
      } catch {
        // A draft may name a language that is none, such as "e": Intl refuses it, and its code has to do.
        return code;
      }
    };
  }, [page]);
}
