import { useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { keys } from "../api/keys";
import type { Session } from "../api/schema";
import type { Language } from "../i18n";

/** Keep the language with the login too, so that it is there on another machine. */
export function useKeepLanguage(): (language: Language) => void {
  const client = useQueryClient();
  return (language) => {
    client.setQueryData<Session>(keys.session, (old) => old && { ...old, user: { ...old.user, language } });
    // The page has changed already, and this browser remembers: a refusal here costs nobody anything.
    void api.PATCH("/api/v1/session", { body: { language } }).catch(() => undefined);
  };
}
