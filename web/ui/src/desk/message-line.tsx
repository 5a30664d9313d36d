import { Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MessageOut } from "../api/schema";
import { Moment } from "../common/moment";
import { Attachment, Heard } from "../conversation/attachment";
import { MailDetails } from "../conversation/mail";
import { directionOf } from "../format/direction";
import classes from "./conversation.module.css";

/** What is said of a message that has to leave. That it was sent goes without saying. */
const TOLD = new Set(["queued", "busy", "failed", "arrived"]);

interface Props {
  message: MessageOut;
  conversationId: number;
  email: boolean;
  /** Whether the one before is by the same author, so that the name need not stand again. */
  follows: boolean;
}

export function MessageLine({ message, conversationId, email, follows }: Props) {
  const { t } = useTranslation(["desk", "common"]);
  return (
    <li className={classes.message} data-author={message.author} data-email={email || undefined} data-follows={follows || undefined}>
      {!follows && (
        <Group gap={8} className={classes.by}>
          <Text component="span" size="sm" fw={550}>
            {message.agent?.name ?? t(`common:author.${message.author}`)}
          </Text>
          <Moment at={message.at} size="xs" as="time" />
        </Group>
      )}
      {message.attachments.map((file) => (
        <Attachment key={file.sha256} file={file} conversationId={conversationId} />
      ))}
      {(message.text || message.options.length > 0) && <div className={classes.bubble} dir={directionOf(message.text)}>
        {message.text}
        {message.options.length > 0 && (
          <ul className={classes.options}>
            {message.options.map((option) => (
              <li key={option.key}>{option.label}</li>
            ))}
          </ul>
        )}
      </div>}
      {email && <MailDetails message={message} conversationId={conversationId} />}
      <Heard delivery={message.delivery} />
      {TOLD.has(message.delivery) && (
        <Group gap={4} c={message.delivery === "failed" ? "var(--tl-bad)" : "dimmed"} role="status">
          {message.delivery === "failed" && <IconAlertTriangle size={14} aria-hidden />}
          <Text size="xs">
            {t(`delivery.${message.delivery as "queued"}`)}
            {message.delivery === "failed" && message.fault ? `: ${message.fault}` : ""}
          </Text>
        </Group>
      )}
    </li>
  );
}
