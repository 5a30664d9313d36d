import { Alert, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, bodyOf, Refusal, setCsrfToken } from "../api/client";
import { keys } from "../api/keys";
import { LanguageSwitch } from "../shell/language-switch";
import { Mark } from "../shell/mark";
import classes from "./login.module.css";

/** One calm card. The browser's password manager knows both fields. */
export function LoginPage() {
  const { t } = useTranslation("login");
  const client = useQueryClient();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");

  const enter = useMutation({
    mutationFn: async () => bodyOf(await api.POST("/api/v1/session", { body: { login: login.trim(), password } })),
    onSuccess: (session) => {
      setCsrfToken(session.csrf);
      client.setQueryData(keys.session, session);
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };

  return (
    <main className={classes.page}>
      <Paper className={classes.card} withBorder radius="lg" p={32}>
        <form onSubmit={submit}>
          <Stack gap="md">
            <Stack gap={4} mb="xs">
              <Mark size={36} />
              <Title order={1} mt="sm">
                {t("title")}
              </Title>
              <Text c="dimmed">{t("subtitle")}</Text>
            </Stack>
            {enter.isError && (
              <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
                {refusalText(enter.error, t)}
              </Alert>
            )}
            <TextInput
              label={t("login")}
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              withAsterisk={false}
              autoFocus
              size="md"
              value={login}
              onChange={(event) => {
                setLogin(event.currentTarget.value);
              }}
              classNames={{ input: "ltr" }}
            />
            <PasswordInput
              label={t("password")}
              name="password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              size="md"
              value={password}
              onChange={(event) => {
                setPassword(event.currentTarget.value);
              }}
              visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
            />
            <Button type="submit" size="md" mt="xs" loading={enter.isPending}>
              {t("enter")}
            </Button>
          </Stack>
        </form>
      </Paper>
      <LanguageSwitch />
    </main>
  );
}

function refusalText(fault: unknown, t: ReturnType<typeof useTranslation<"login">>["t"]): string {
  if (!(fault instanceof Refusal)) return t("unreachable");
  if (fault.status === 401) return t("wrong");
  if (fault.status === 429) return t("tooMany");
  return fault.status < 500 ? fault.message : t("unreachable");
}
