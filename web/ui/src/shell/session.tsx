/** Who is logged in. Everything below `SessionGate` may rely on `useUser()`. */
import { Center, Loader } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api, bodyOf, Refusal, setCsrfToken } from "../api/client";
import { keys } from "../api/keys";
import type { Session, UserOut } from "../api/schema";
import { ErrorState } from "../common/states";
import { changeLanguage, isLanguage } from "../i18n";
import { LoginPage } from "../login/login";

const User = createContext<UserOut | null>(null);

export function useUser(): UserOut {
  const user = useContext(User);
  if (!user) throw new Error("useUser() is for components inside SessionGate");
  return user;
}

/** Who is logged in by now, in whatever tab; null where nobody is. */
export async function currentSession(): Promise<Session | null> {
  try {
    const session = bodyOf(await api.GET("/api/v1/session"));
    setCsrfToken(session.csrf);
    return session;
  } catch (fault) {
    if (fault instanceof Refusal && fault.status === 401) return null;
    throw fault;
  }
}

export function SessionGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation("common");
  const session = useQuery({ queryKey: keys.session, queryFn: currentSession, staleTime: Infinity });
  const language = session.data?.user.language;

  useEffect(() => {
    if (isLanguage(language)) void changeLanguage(language);
  }, [language]);

  if (session.isPending)
    return (
      <Center h="100vh">
        <Loader size="sm" aria-label={t("loading")} />
      </Center>
    );
  if (session.isError) return <ErrorState onRetry={() => void session.refetch()} fault={session.error} />;
  if (!session.data) return <LoginPage />;
  return <User value={session.data.user}>{children}</User>;
}

/** End the session here and on the server, and forget everything that was read in it. */
export function useLogOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await api.DELETE("/api/v1/session");
    client.clear();
    location.assign("/");
  };
}
