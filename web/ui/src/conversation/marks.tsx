import { Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { saySeen, sayWriting } from "../api/actions";
import type { Contact, ConversationPage } from "../api/schema";
import { useCustomerName } from "../customers/name";
import { useFormat } from "../format/use";
import { useLiveEvent } from "../live/live";
import classes from "./conversation.module.css";

const TOLD_MS = 3000;
const LASTS_MS = 6000;

/** Whether the customer writes just now, and whether they have read the agent's last words. Showing it is reading. */
export function Marks({ page }: { page: ConversationPage }) {
  const { t } = useTranslation("conversation");
  const name = useCustomerName();
  const format = useFormat();
  const { conversation, messages } = page;
  // After which message they began to write: the next one ends it.
  const [writesAfter, setWritesAfter] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = messages.at(-1)?.id;
  useEffect(() => {
    const seen = () => {
      // A page that nobody looks at reads nothing.
      if (newest && !document.hidden && conversation.state === "talking") saySeen(conversation.id, newest).catch(() => undefined);
    };
    seen();
    document.addEventListener("visibilitychange", seen);
    return () => {
      document.removeEventListener("visibilitychange", seen);
    };
  }, [conversation.id, conversation.state, newest]);
  useLiveEvent((event) => {
    if (event.name !== "typing" || event.data.author !== "customer" || event.data.conversation !== conversation.id) return;
    clearTimeout(timer.current);
    setWritesAfter(newest ?? 0);
    timer.current = setTimeout(() => {
      setWritesAfter(null);
    }, LASTS_MS);
  });
  const ours = messages.findLast(({ author }) => author === "agent");
  const read = ours !== undefined && ours.id <= conversation.customer_seen && ours.id === newest;
  return (
    <div className={classes.marks}>
      <Text size="xs" c="dimmed" role="status">
        {writesAfter === (newest ?? 0) && t("writing", { name: name(conversation.customer) })}
      </Text>
      <Text size="xs" c="dimmed">
        {conversation.rating !== null ? t("rating", { score: format.number(conversation.rating) }) : read && t("read")}
      </Text>
    </div>
  );
}

/** Tell the customer now and then that somebody writes to them. */
export function useWrites(contact: Contact): () => void {
  const told = useRef(0);
  return () => {
    if (contact.kind !== "chat" || Date.now() - told.current < TOLD_MS) return;
    told.current = Date.now();
    sayWriting(contact.id).catch(() => undefined);
  };
}
