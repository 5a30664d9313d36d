import { Select, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconMail } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { useNameOf } from "../api/house";
import type { MailboxOut } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { useQueues } from "../queues/api";
import { useUser } from "../shell/session";
import { allMailboxes, fetchMail, fetchNoMore, removeMailbox, saveMailbox, useMailboxes } from "./api";
import { Fetched, FetchFields, wishedOf } from "./fetched";
import { Editor, Listed, Row } from "./parts";
import { SignatureField } from "./signature";

const NEW: MailboxOut = { address: "", name: "", queue: "", signature: "", imap: null };

/** The addresses that mail is taken for. */
export function Mailboxes() {
  const { t } = useTranslation("channels");
  const found = useMailboxes();
  const [open, setOpen] = useState<MailboxOut | null>(null);
  if (found.isPending) return <LoadingLines />;
  if (found.isError) return <ErrorState fault={found.error} onRetry={() => void found.refetch()} />;
  const { main, mailboxes } = found.data;
  return (
    <>
      <Listed
        about={t("mailbox.about", { main: `\u2066${main}\u2069` })}
        add={t("mailbox.add")}
        onAdd={() => { setOpen(NEW); }}
        none={t("mailbox.none")}
        rows={mailboxes.map((each) => (
          <Row
            key={each.address}
            icon={each.imap?.fault ? <IconAlertTriangle size={18} stroke={1.6} color="var(--tl-bad)" aria-hidden /> : <IconMail size={18} stroke={1.6} aria-hidden />}
            name={<bdi dir="ltr">{each.address}</bdi>}
            onOpen={() => { setOpen(each); }}
          >
            {each.imap ? <Fetched imap={each.imap} /> : <bdi>{each.name}</bdi>}
          </Row>
        ))}
      />
      {open && <MailboxEditor key={open.address} mailbox={open} close={() => { setOpen(null); }} />}
    </>
  );
}

function MailboxEditor({ mailbox, close }: { mailbox: MailboxOut; close: () => void }) {
  const { t } = useTranslation("channels");
  const { role } = useUser();
  const nameOf = useNameOf();
  const queues = useQueues();
  const [wished, setWished] = useState(mailbox);
  const [fetched, setFetched] = useState(wishedOf(mailbox.imap));
  const save = useAct(async () => {
    const { imap: before, ...values } = wished;
    await saveMailbox(values);
    if (fetched) await fetchMail({ address: wished.address, ...fetched });
    else if (before) await fetchNoMore(wished.address);
  }, [allMailboxes]);
  const remove = useAct(() => removeMailbox(mailbox.address), [allMailboxes]);
  const set = (change: Partial<MailboxOut>) => {
    setWished((before) => ({ ...before, ...change }));
  };
  return (
    <Editor
      title={t(mailbox.address ? "mailbox.change" : "mailbox.add")}
      close={close}
      save={{ isPending: save.isPending, mutate: () => { save.mutate(undefined, { onSuccess: close }); } }}
      remove={
        mailbox.address
          ? { label: t("mailbox.remove"), isPending: remove.isPending, mutate: () => { remove.mutate(undefined, { onSuccess: close }); } }
          : undefined
      }
    >
      <TextInput
        label={t("mailbox.address")}
        type="email"
        dir="ltr"
        required
        maxLength={320}
        readOnly={mailbox.address !== ""}
        variant={mailbox.address ? "filled" : "default"}
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
      <SignatureField
        label={t("mailbox.signature")}
        about={t("mailbox.signatureAbout")}
        value={wished.signature}
        onChange={(signature) => { set({ signature }); }}
      />
      {role === "admin" && <FetchFields kept={mailbox.imap?.password ?? false} wished={fetched} change={setFetched} fault={save.error} />}
    </Editor>
  );
}
