import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { IconMail, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { useNameOf } from "../api/house";
import type { MailboxOut } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { useQueues } from "../queues/api";
import { allMailboxes, removeMailbox, saveMailbox, useMailboxes } from "./api";
import classes from "./channels.module.css";

const NEW: MailboxOut = { address: "", name: "", queue: "", signature: "" };

/** The addresses that mail is taken for. */
export function Mailboxes() {
  const { t } = useTranslation("channels");
  const found = useMailboxes();
  const [open, setOpen] = useState<MailboxOut | null>(null);
  if (found.isPending) return <LoadingLines />;
  if (found.isError) return <ErrorState fault={found.error} onRetry={() => void found.refetch()} />;
  const { main, mailboxes } = found.data;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={520}>{t("mailbox.about", { main: `\u2066${main}\u2069` })}</Text>
        <Button leftSection={<IconPlus size={16} />} onClick={() => { setOpen(NEW); }}>{t("mailbox.add")}</Button>
      </Group>
      {mailboxes.length === 0 && <Text className={classes.card} c="dimmed">{t("mailbox.none")}</Text>}
      <ul className={classes.list}>
        {mailboxes.map((each) => (
          <li key={each.address}>
            <UnstyledButton className={classes.row} onClick={() => { setOpen(each); }}>
              <Group gap={12}>
                <IconMail size={18} stroke={1.6} aria-hidden />
                <Text fw={550} component="span" dir="ltr">{each.address}</Text>
              </Group>
              <Text size="sm" c="dimmed"><bdi>{each.name}</bdi></Text>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {open && <Editor key={open.address} mailbox={open} close={() => { setOpen(null); }} />}
    </Stack>
  );
}

function Editor({ mailbox, close }: { mailbox: MailboxOut; close: () => void }) {
  const { t } = useTranslation("channels");
  const nameOf = useNameOf();
  const queues = useQueues();
  const [wished, setWished] = useState(mailbox);
  const save = useAct(() => saveMailbox(wished), [allMailboxes]);
  const remove = useAct(() => removeMailbox(mailbox.address), [allMailboxes]);
  const set = (change: Partial<MailboxOut>) => {
    setWished((before) => ({ ...before, ...change }));
  };
  return (
    <Modal opened onClose={close} size="lg" title={t(mailbox.address ? "mailbox.change" : "mailbox.add")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined, { onSuccess: close });
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t("mailbox.address")}
            type="email"
            dir="ltr"
            required
            maxLength={320}
            disabled={mailbox.address !== ""}
            value={wished.address}
            onChange={(event) => { set({ address: event.currentTarget.value }); }}
          />
          <TextInput
            label={t("mailbox.name")}
            description={t("mailbox.nameAbout")}
            dir="auto"
            maxLength={120}
            value={wished.name}
            onChange={(event) => { set({ name: event.currentTarget.value }); }}
          />
          <Select
            label={t("mailbox.queue")}
            data={[
              { value: "", label: t("mailbox.queueAny") },
              ...(queues.data?.queues ?? []).map((queue) => ({ value: queue.key, label: nameOf(queue.names) })),
            ]}
            value={wished.queue}
            allowDeselect={false}
            onChange={(queue) => { set({ queue: queue ?? "" }); }}
          />
          <Textarea
            label={t("mailbox.signature")}
            description={t("mailbox.signatureAbout")}
            autosize
            minRows={3}
            maxRows={8}
            dir="auto"
            maxLength={2000}
            value={wished.signature}
            onChange={(event) => { set({ signature: event.currentTarget.value }); }}
          />
          <Group justify="flex-end">
            {mailbox.address && (
              <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => { remove.mutate(undefined, { onSuccess: close }); }}>
                {t("mailbox.remove")}
              </Button>
            )}
            <Button type="submit" loading={save.isPending}>{t("save")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
