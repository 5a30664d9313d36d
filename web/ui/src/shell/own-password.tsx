import { Button, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { api } from "../api/client";
import { useUser } from "./session";

const SHORTEST = 10;

/** Choosing one's own password, in place of one that was made. */
export function OwnPassword({ close }: { close: () => void }) {
  const { t } = useTranslation(["people", "common", "login"]);
  const user = useUser();
  const [old, setOld] = useState("");
  const [wished, setWished] = useState("");
  const change = useAct(async () => {
    await api.PUT("/api/v1/session/password", { body: { old, new: wished } });
    notifications.show({ message: t("own.changed"), withBorder: true });
    close();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  const show = { "aria-label": t("login:showPassword") };
  return (
    <Modal opened onClose={close} title={<Text fw={600}>{t("own.title")}</Text>} centered closeButtonProps={{ "aria-label": t("common:close") }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {/* For the browser's password manager, which has to know whose it keeps. */}
          <TextInput display="none" name="username" autoComplete="username" value={user.login} readOnly />
          <PasswordInput
            label={t("own.old")}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            data-autofocus
            value={old}
            onChange={(event) => { setOld(event.currentTarget.value); }}
            visibilityToggleButtonProps={show}
          />
          <PasswordInput
            label={t("own.new")}
            description={t("own.newHint")}
            name="new-password"
            autoComplete="new-password"
            required
            withAsterisk={false}
            minLength={SHORTEST}
            maxLength={1000}
            value={wished}
            onChange={(event) => { setWished(event.currentTarget.value); }}
            visibilityToggleButtonProps={show}
          />
          <Button type="submit" loading={change.isPending} style={{ alignSelf: "flex-end" }}>
            {t("own.save")}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
