import { Badge, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Contact } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { Timer } from "../common/moment";
import { useCustomerName } from "../customers/name";
import { useFormat } from "../format/use";
import type { WorkLine } from "./model";
import classes from "./work.module.css";

/** One contact in "my work": who, what about, in what state, and since when. */
export function WorkItem({ line, current, onClick }: { line: WorkLine; current: boolean; onClick: () => void }) {
  const { t } = useTranslation("desk");
  const format = useFormat();
  const name = useCustomerName();
  const { contact, offer } = line;
  return (
    <UnstyledButton
      className={classes.item}
      data-offer={offer ? true : undefined}
      aria-current={current ? "true" : undefined}
      onClick={onClick}
    >
      <span className={classes.icon}>
        <ChannelIcon channel={contact.kind} />
      </span>
      <span className={classes.words}>
        <span className={classes.line}>
          <Text component="span" fw={550} truncate>
            <bdi>{name(contact.customer)}</bdi>
          </Text>
          <Timer since={sinceWhen(contact)} size="sm" c="dimmed" />
        </span>
        <span className={classes.line}>
          <Text component="span" size="sm" c="dimmed" truncate className={classes.topic}>
            {contact.journey?.topic_label ?? (contact.subject || contact.queue.name)}
          </Text>
          {contact.unread > 0 ? (
            <Badge size="sm" circle={contact.unread < 10} aria-label={t("work.unread", { count: contact.unread, shown: format.number(contact.unread) })}>
              {format.number(contact.unread)}
            </Badge>
          ) : (
            <Text component="span" size="xs" c={offer ? "var(--tl-accent)" : "dimmed"} fw={offer ? 600 : 400}>
              {t(`state.${stateWord(line)}`)}
            </Text>
          )}
        </span>
      </span>
    </UnstyledButton>
  );
}

function sinceWhen(contact: Contact): string {
  return contact.answered_at ?? contact.queued_at;
}

type StateWord = "offered" | "ringing" | "wrapUp" | "talking" | "held" | "parted" | "open";

function stateWord({ contact, offer }: WorkLine): StateWord {
  if (contact.me === "ringing") return "ringing";
  if (contact.role === "guest") return "talking";
  if (offer) return contact.kind === "call" ? "ringing" : "offered";
  if (contact.wrap_up) return "wrapUp";
  if (contact.kind !== "call") return "open";
  return contact.state === "held" || contact.state === "parted" ? contact.state : "talking";
}
