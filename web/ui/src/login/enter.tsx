/** Logging in, as the page for it and the dialogue over a page that was logged in have it in common. */
import { Alert, PasswordInput } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, bodyOf, Refusal, setCsrfToken } from "../api/client";
import { keys } from "../api/keys";
import { loggedInAgain } from "../api/ran-out";
import type { Login, Session } from "../api/schema";

export function useEnter() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: Login) => bodyOf(await api.POST("/api/v1/session", { body })),
    onSuccess: (session) => {
      setCsrfToken(session.csrf);
      begin(client, session);
    },
  });
}

/** From now on the page is of this login: what waited for one goes on, and what was read before is read again. */
export function begin(client: QueryClient, session: Session): void {
  client.setQueryData(keys.session, session);
  loggedInAgain();
  void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
}

/** Why it did not work; nothing where it did. */
export function EnterFault({ fault }: { fault: Error | null }) {
  const { t } = useTranslation("login");
  if (!fault) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
      {textOf(fault, t)}
    </Alert>
  );
}

function textOf(fault: Error, t: ReturnType<typeof useTranslation<"login">>["t"]): string {
  if (!(fault instanceof Refusal)) return t("unreachable");
  if (fault.status === 401) return t("wrong");
  if (fault.status === 429) return t("tooMany");
  return fault.status < 500 ? fault.message : t("unreachable");
}

interface PasswordProps {
  value: string;
  onChange: (password: string) => void;
}

export function Password({ value, onChange }: PasswordProps) {
  const { t } = useTranslation("login");
  return (
    <PasswordInput
      label={t("password")}
      name="password"
      autoComplete="current-password"
      required
      withAsterisk={false}
      size="md"
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
      visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
    />
  );
}
