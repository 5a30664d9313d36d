import { Alert, Button, Group, MultiSelect, Switch, Text, TextInput } from "@mantine/core";
import { IconWebhook } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import type { WebhookOut, Webhooks as Known } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { useFormat } from "../format/use";
import { allWebhooks, removeWebhook, saveWebhook, tellAgain, useWebhooks } from "./api";
import { Editor, Listed, Row, SecretMade } from "./parts";

/** Other systems that are told what happens to customers. */
export function Webhooks() {
  const { t } = useTranslation("channels");
  const known = useWebhooks();
  const [open, setOpen] = useState<WebhookOut | "new" | null>(null);
  if (known.isPending) return <LoadingLines />;
  if (known.isError) return <ErrorState fault={known.error} onRetry={() => void known.refetch()} />;
  const { webhooks, kinds } = known.data;
  return (
    <>
      <Listed
        about={t("webhook.about")}
        add={t("webhook.add")}
        onAdd={() => { setOpen("new"); }}
        none={t("webhook.none")}
        rows={webhooks.map((each) => (
          <Row key={each.id} icon={<IconWebhook size={18} stroke={1.6} aria-hidden />} name={<bdi dir="ltr">{each.url}</bdi>} onOpen={() => { setOpen(each); }}>
            <Standing webhook={each} />
          </Row>
        ))}
      />
      {open && <WebhookEditor webhook={open === "new" ? null : open} kinds={kinds} close={() => { setOpen(null); }} />}
    </>
  );
}

function Standing({ webhook }: { webhook: WebhookOut }) {
  const { t } = useTranslation("channels");
  const format = useFormat();
  const waiting = webhook.waiting > 0 ? t("webhook.waiting", { count: webhook.waiting, shown: format.number(webhook.waiting) }) : t("webhook.toldAll");
  const [words, colour] = webhook.fault ? [t("webhook.failing"), "red"] : webhook.active ? [t("webhook.works"), "teal"] : [t("webhook.held"), "dimmed"];
  return (
    <>
      <Text component="span" c={colour} inherit>{words}</Text> · {waiting}
    </>
  );
}

function WebhookEditor({ webhook, kinds, close }: { webhook: WebhookOut | null; kinds: string[]; close: () => void }) {
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
  const title = t(webhook ? "webhook.change" : "webhook.add");
  if (secret) return <SecretMade title={title} about={t("webhook.secretAbout")} secret={secret} close={close} />;
  return (
    <Editor
      title={title}
      close={close}
      save={{ isPending: save.isPending, mutate: () => { save.mutate(undefined); } }}
      remove={
        webhook
          ? { label: t("webhook.remove"), isPending: remove.isPending, mutate: () => { remove.mutate(webhook.id, { onSuccess: close }); } }
          : undefined
      }
    >
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
    </Editor>
  );
}
