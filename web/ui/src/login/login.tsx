import { Button, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { LanguageSwitch } from "../shell/language-switch";
import { Mark } from "../shell/mark";
import { EnterFault, Password, useEnter } from "./enter";
import classes from "./login.module.css";

/** One calm card. The browser's password manager knows both fields. */
export function LoginPage() {
  const { t } = useTranslation("login");
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");

  const enter = useEnter();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ login: login.trim(), password });
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
            <EnterFault fault={enter.error} />
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
            <Password value={password} onChange={setPassword} />
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
