import { Alert, Button, Group, Modal, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconMessage, IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import type { MessengerOut, Messengers as Known } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { allMessengers, removeMessenger, saveMessenger, useMessengers } from "./api";
import classes from "./channels.module.css";
import { Copied } from "./copied";

/** SMS, and the messengers that bridges join to us. */
export function Messengers() {
  const { t } = useTranslation("channels");
  const found = useMessengers();
  const [open, setOpen] = useState<MessengerOut | "new" | null>(null);
  if (found.isPending) return <LoadingLines />;
  if (found.isError) return <ErrorState fault={found.error} onRetry={() => void found.refetch()} />;
  const { messengers, sms, inbound } = found.data;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={520}>{t("messenger.about")}</Text>
        <Button leftSection={<IconPlus size={16} />} onClick={() => { setOpen("new"); }}>{t("messenger.add")}</Button>
      </Group>
      <ul className={classes.list}>
        <li className={classes.row}>
          <Group gap={12}>
            <IconMessage size={18} stroke={1.6} aria-hidden />
            <Text fw={550} component="span">{t("messenger.sms")}</Text>
          </Group>
          <Text size="sm" c="dimmed">{sms ? t("messenger.smsOn", { number: `\u2066${sms}\u2069` }) : t("messenger.smsOff")}</Text>
        </li>
        {messengers.map((each) => (
          <li key={each.key}>
            <UnstyledButton className={classes.row} onClick={() => { setOpen(each); }}>
              <Group gap={12}>
                <IconMessage size={18} stroke={1.6} aria-hidden />
                <Text fw={550} component="span"><bdi>{each.name}</bdi></Text>
              </Group>
              <Text size="sm" c="dimmed" dir="ltr" truncate>{each.url}</Text>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {messengers.length === 0 && <Text size="sm" c="dimmed">{t("messenger.none")}</Text>}
      {open && <Editor key={open === "new" ? "" : open.key} messenger={open === "new" ? null : open} inbound={inbound} close={() => { setOpen(null); }} />}
    </Stack>
  );
}

function Editor({ messenger, inbound, close }: { messenger: MessengerOut | null; inbound: string; close: () => void }) {
  const { t } = useTranslation("channels");
  const [key, setKey] = useState(messenger?.key ?? "");
  const [name, setName] = useState(messenger?.name ?? "");
  const [url, setUrl] = useState(messenger?.url ?? "");
  const [secret, setSecret] = useState("");
  const saved = ({ messengers }: Known) => {
    const made = messengers.find((each) => each.key === key)?.secret ?? "";
    if (made) setSecret(made);
    else close();
  };
  const save = useAct((anew: boolean) => saveMessenger(key, { name, url, new_secret: anew }).then(saved), [allMessengers]);
  const remove = useAct(() => removeMessenger(key), [allMessengers]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(false);
  };
  return (
    <Modal opened onClose={close} size="lg" title={t(messenger ? "messenger.change" : "messenger.add")}>
      {secret ? (
        <Stack gap="md">
          <Alert color="teal">{t("messenger.secretAbout")}</Alert>
          <Copied label={t("messenger.secret")} value={secret} />
          <Copied label={t("messenger.inbound")} value={`${inbound}${key}/messages`} />
          <Group justify="flex-end"><Button onClick={close}>{t("messenger.done")}</Button></Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              label={t("messenger.name")}
              placeholder="Telegram"
              required
              maxLength={60}
              value={name}
              onChange={(event) => { setName(event.currentTarget.value); }}
            />
            <TextInput
              label={t("messenger.key")}
              description={t("messenger.keyAbout")}
              placeholder="telegram"
              required
              dir="ltr"
              pattern="[a-z][a-z0-9_\-]{1,15}"
              disabled={messenger !== null}
              value={key}
              onChange={(event) => { setKey(event.currentTarget.value); }}
            />
            <TextInput
              label={t("messenger.url")}
              description={t("messenger.urlAbout")}
              placeholder="https://bridge.example/telegram"
              required
              dir="ltr"
              maxLength={400}
              value={url}
              onChange={(event) => { setUrl(event.currentTarget.value); }}
            />
            {messenger && <Copied label={t("messenger.inbound")} value={`${inbound}${key}/messages`} />}
            <Group justify="flex-end">
              {messenger && (
                <>
                  <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => { remove.mutate(undefined, { onSuccess: close }); }}>
                    {t("messenger.remove")}
                  </Button>
                  <Button variant="default" loading={save.isPending} onClick={() => { save.mutate(true); }}>
                    {t("messenger.newSecret")}
                  </Button>
                </>
              )}
              <Button type="submit" loading={save.isPending}>{t("save")}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
