import { Alert, Button, Group, Modal, MultiSelect, Stack, Switch, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import type { WebhookOut, Webhooks as Known } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { useFormat } from "../format/use";
import { allWebhooks, removeWebhook, saveWebhook, tellAgain, useWebhooks } from "./api";
import classes from "./channels.module.css";
import { Copied } from "./copied";

/** Other systems that are told what happens to customers. */
export function Webhooks() {
  const { t } = useTranslation("channels");
  const known = useWebhooks();
  const [open, setOpen] = useState<WebhookOut | "new" | null>(null);
  if (known.isPending) return <LoadingLines />;
  if (known.isError) return <ErrorState fault={known.error} onRetry={() => void known.refetch()} />;
  const { webhooks, kinds } = known.data;
  return (
    <Stack gap="md">
      <Group justify="space-between" align="start">
        <Text size="sm" c="dimmed" maw={560}>{t("webhook.about")}</Text>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => { setOpen("new"); }}>{t("webhook.add")}</Button>
      </Group>
      <ul className={classes.list}>
        {webhooks.map((each) => (
          <li key={each.id}>
            <UnstyledButton className={classes.row} onClick={() => { setOpen(each); }}>
              <Group gap={12} wrap="nowrap" miw={0}>
                <IconWebhook size={18} stroke={1.6} aria-hidden style={{ flexShrink: 0 }} />
                <Text fw={550} component="span" dir="ltr" truncate>{each.url}</Text>
              </Group>
              <Standing webhook={each} />
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {webhooks.length === 0 && <Text size="sm" c="dimmed">{t("webhook.none")}</Text>}
      {open && <Editor webhook={open === "new" ? null : open} kinds={kinds} close={() => { setOpen(null); }} />}
    </Stack>
  );
}

function Standing({ webhook }: { webhook: WebhookOut }) {
  const { t } = useTranslation("channels");
  const format = useFormat();
  const waiting = webhook.waiting > 0 ? t("webhook.waiting", { count: webhook.waiting, shown: format.number(webhook.waiting) }) : t("webhook.toldAll");
  const [words, colour] = webhook.fault ? [t("webhook.failing"), "red"] : webhook.active ? [t("webhook.works"), "teal"] : [t("webhook.held"), "dimmed"];
  return (
    <Text size="sm" c="dimmed">
      <Text component="span" c={colour} inherit>{words}</Text> · {waiting}
    </Text>
  );
}

function Editor({ webhook, kinds, close }: { webhook: WebhookOut | null; kinds: string[]; close: () => void }) {
  const { t } = useTranslation("channels");
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [wanted, setWanted] = useState(webhook?.kinds ?? []);
  const [active, setActive] = useState(webhook?.active ?? true);
  const [since, setSince] = useState("");
  const [secret, setSecret] = useState("");
  const saved = ({ webhooks }: Known) => {
    const made = webhooks.find((each) => each.secret)?.secret ?? "";
    if (made) setSecret(made);
    else close();
  };
  const save = useAct(() => saveWebhook(webhook?.id ?? null, { url, kinds: wanted, active }).then(saved), [allWebhooks]);
  const remove = useAct((id: number) => removeWebhook(id), [allWebhooks]);
  const again = useAct((id: number) => tellAgain(id, new Date(since).toISOString()), [allWebhooks]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined);
  };
  return (
    <Modal opened onClose={close} size="lg" title={t(webhook ? "webhook.change" : "webhook.add")}>
      {secret ? (
        <Stack gap="md">
          <Alert color="teal">{t("webhook.secretAbout")}</Alert>
          <Copied label={t("messenger.secret")} value={secret} />
          <Group justify="flex-end"><Button onClick={close}>{t("messenger.done")}</Button></Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="md">
            {webhook?.fault && <Alert color="red" title={t("webhook.failing")}><bdi>{webhook.fault}</bdi></Alert>}
            <TextInput
              label={t("webhook.url")}
              description={t("webhook.urlAbout")}
              placeholder="https://crm.example/threadline"
              required
              dir="ltr"
              maxLength={400}
              value={url}
              onChange={(event) => { setUrl(event.currentTarget.value); }}
            />
            <MultiSelect
              label={t("webhook.kinds")}
              description={t("webhook.kindsAbout")}
              data={kinds}
              value={wanted}
              onChange={setWanted}
              searchable
              clearable
              dir="ltr"
            />
            <Switch label={t("webhook.active")} checked={active} onChange={(event) => { setActive(event.currentTarget.checked); }} />
            {webhook && (
              <Group align="end" gap={12}>
                <TextInput
                  type="datetime-local"
                  label={t("webhook.since")}
                  description={t("webhook.sinceAbout")}
                  value={since}
                  onChange={(event) => { setSince(event.currentTarget.value); }}
                  style={{ flex: 1 }}
                />
                <Button variant="default" disabled={!since} loading={again.isPending} onClick={() => { again.mutate(webhook.id, { onSuccess: close }); }}>
                  {t("webhook.again")}
                </Button>
              </Group>
            )}
            <Group justify="flex-end">
              {webhook && (
                <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => { remove.mutate(webhook.id, { onSuccess: close }); }}>
                  {t("webhook.remove")}
                </Button>
              )}
              <Button type="submit" loading={save.isPending}>{t("save")}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
