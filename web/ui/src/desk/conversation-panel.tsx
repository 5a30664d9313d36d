import { Button, Group, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useConversation } from "../api/reads";
import type { Contact, MessageOut } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { Timer } from "../common/moment";
import { ErrorState, LoadingLines } from "../common/states";
import { Marks } from "../conversation/marks";
import { useCustomerName } from "../customers/name";
import { Composer } from "./composer";
import classes from "./conversation.module.css";
import { MessageLine } from "./message-line";
import { useVerbs } from "./use-verbs";

/** A chat or a thread of emails in hand: what was written, and the place to write. */
export function ConversationPanel({ contact }: { contact: Contact }) {
  const { t } = useTranslation("desk");
  const page = useConversation(contact.id);
  const name = useCustomerName();
  const verbs = useVerbs();
  return (
    <div className={classes.panel}>
      <header className={classes.head}>
        <Group gap={8} wrap="nowrap" miw={0}>
          <ChannelIcon channel={contact.kind} />
          <div className={classes.title}>
            <Title order={2} fz="lg" lh="1.5rem">
              {contact.kind === "email" ? contact.subject || t("email.noSubject") : <bdi>{name(contact.customer)}</bdi>}
            </Title>
            <Text size="sm" c="dimmed" truncate>
              {contact.via && <><bdi>{contact.via}</bdi> · </>}
              {contact.queue.name} · <Timer since={contact.answered_at ?? contact.queued_at} />
            </Text>
          </div>
        </Group>
        <Button variant="default" loading={verbs.busy.has("close")} onClick={verbs.close}>
          {t(contact.kind === "chat" ? "chat.close" : "email.close")}
        </Button>
      </header>
      {page.isPending && <LoadingLines p="md" />}
      {page.isError && <ErrorState fault={page.error} onRetry={() => void page.refetch()} />}
      {page.data && <Thread messages={page.data.messages} conversationId={contact.id} kind={contact.kind} />}
      {page.data && contact.kind === "chat" && !contact.via && <Marks page={page.data} />}
      <Composer contact={contact} />
    </div>
  );
}

interface ThreadProps {
  messages: MessageOut[];
  conversationId: number;
  kind: Contact["kind"];
}

function Thread({ messages, conversationId, kind }: ThreadProps) {
  const { t } = useTranslation("desk");
  const end = useRef<HTMLLIElement>(null);
  const last = messages.at(-1)?.id;
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  }, [last]);
  return (
    <ol className={classes.thread} aria-label={t("thread")} aria-live="polite">
      {messages.map((message, index) => (
        <MessageLine
          key={message.id}
          message={message}
          conversationId={conversationId}
          email={kind === "email"}
          follows={messages[index - 1]?.author === message.author && kind === "chat"}
        />
      ))}
      <li ref={end} aria-hidden />
    </ol>
  );
}
