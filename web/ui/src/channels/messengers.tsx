import { Button, Text, TextInput } from "@mantine/core";
import { IconMessage } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import type { MessengerOut, Messengers as Known } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { allMessengers, removeMessenger, saveMessenger, useMessengers } from "./api";
import { Copied } from "../common/copied";
import { Editor, Listed, Row, SecretMade } from "./parts";

/** SMS, and the messengers that bridges join to us. */
export function Messengers() {
  const { t } = useTranslation("channels");
  const found = useMessengers();
  const [open, setOpen] = useState<MessengerOut | "new" | null>(null);
  if (found.isPending) return <LoadingLines />;
  if (found.isError) return <ErrorState fault={found.error} onRetry={() => void found.refetch()} />;
  const { messengers, sms, inbound } = found.data;
  const icon = <IconMessage size={18} stroke={1.6} aria-hidden />;
  return (
    <>
      <Listed
        about={t("messenger.about")}
        add={t("messenger.add")}
        onAdd={() => { setOpen("new"); }}
        none=""
        rows={[
          <Row key="sms" icon={icon} name={t("messenger.sms")}>
            {sms ? t("messenger.smsOn", { number: `\u2066${sms}\u2069` }) : t("messenger.smsOff")}
          </Row>,
          ...messengers.map((each) => (
            <Row key={`messenger:${each.key}`} icon={icon} name={<bdi>{each.name}</bdi>} onOpen={() => { setOpen(each); }}>
              <bdi dir="ltr">{each.url}</bdi>
            </Row>
          )),
        ]}
      />
      {messengers.length === 0 && <Text size="sm" c="dimmed" mt="md">{t("messenger.none")}</Text>}
      {open && <MessengerEditor key={open === "new" ? "" : open.key} messenger={open === "new" ? null : open} inbound={inbound} close={() => { setOpen(null); }} />}
    </>
  );
}

function MessengerEditor({ messenger, inbound, close }: { messenger: MessengerOut | null; inbound: string; close: () => void }) {
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
  const title = t(messenger ? "messenger.change" : "messenger.add");
  if (secret) {
    return (
      <SecretMade title={title} about={t("messenger.secretAbout")} secret={secret} close={close}>
        <Copied label={t("messenger.inbound")} value={`${inbound}${key}/messages`} />
      </SecretMade>
    );
  }
  return (
    <Editor
      title={title}
      close={close}
      save={{ isPending: save.isPending, mutate: () => { save.mutate(false); } }}
      remove={
        messenger
          ? { label: t("messenger.remove"), isPending: remove.isPending, mutate: () => { remove.mutate(undefined, { onSuccess: close }); } }
          : undefined
      }
      more={
        messenger && (
          <Button variant="default" loading={save.isPending} onClick={() => { save.mutate(true); }}>{t("messenger.newSecret")}</Button>
        )
      }
    >
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
        readOnly={messenger !== null}
        variant={messenger ? "filled" : "default"}
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
    </Editor>
  );
}
