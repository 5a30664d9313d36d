import { Anchor, Badge, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MessageOut } from "../api/schema";
import classes from "./conversation.module.css";

const COLOURS: Record<string, string> = { pass: "teal", fail: "red" };

/** What is known of a mail beside its words: who vouches for its sender, and how its sender laid it out. */
export function MailDetails({ message, conversationId }: { message: MessageOut; conversationId: number }) {
  const { t } = useTranslation("conversation");
  if (!message.raw) return null;
  return (
    <>
      <Group gap={8}>
        <Text size="xs" c="dimmed" dir="ltr">
          <bdi>{message.sender}</bdi>
        </Text>
        {message.spam && <Badge color="red" variant="light">{t("mail.spam")}</Badge>}
        {Object.entries(message.trust).map(([method, verdict]) => (
          <Badge key={method} variant="light" color={COLOURS[verdict] ?? "gray"}>
            {t(verdict === "pass" || verdict === "fail" ? `mail.trust.${verdict}` : "mail.trust.other", { method: method.toUpperCase(), verdict })}
          </Badge>
        ))}
      </Group>
      <Layout address={`/api/v1/conversations/${String(conversationId)}/messages/${String(message.id)}/layout`} />
    </>
  );
}

/** The mail's own layout, in a frame that can neither run nor fetch anything; pictures come when they are asked for. */
function Layout({ address }: { address: string }) {
  const { t } = useTranslation("conversation");
  const [state, setState] = useState<"closed" | "none" | "whole" | "held" | "fetched">("closed");
  const open = async () => {
    const answer = await fetch(address);
    setState(!answer.ok ? "none" : answer.headers.get("X-Remote-Images") === "yes" ? "held" : "whole");
  };
  if (state === "none") return <Text size="xs" c="dimmed">{t("mail.none")}</Text>;
  if (state === "closed") {
    return <Anchor component="button" type="button" size="sm" ta="start" onClick={() => void open()}>{t("mail.show")}</Anchor>;
  }
  return (
    <>
      {state === "held" && (
        <Group gap={8} className={classes.held} role="status">
          <Text size="sm">{t("mail.held")}</Text>
          <Button size="compact-sm" variant="default" onClick={() => { setState("fetched"); }}>{t("mail.fetch")}</Button>
        </Group>
      )}
      <iframe
        key={state}
        className={classes.layout}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        src={state === "fetched" ? `${address}?images=true` : address}
        title={t("mail.frame")}
      />
      <Anchor component="button" type="button" size="sm" ta="start" onClick={() => { setState("closed"); }}>{t("mail.hide")}</Anchor>
    </>
  );
}
