import { Button, Group, Text } from "@mantine/core";
import { IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Timer } from "../common/moment";
import { useCustomerName } from "../customers/name";
import classes from "./call-strip.module.css";
import { callWord } from "./model";
import { useAgentDesk } from "./provider";
import { useVerbs } from "./use-verbs";

/** On other pages: the call that rings or goes on, and the way back to it. */
export function CallStrip() {
  const { t } = useTranslation("desk");
  const { lines, choose, phoneState, elsewhere } = useAgentDesk();
  const name = useCustomerName();
  const verbs = useVerbs();
  const [location, go] = useLocation();
  const line = lines.find(({ contact }) => contact.kind === "call" && !contact.wrap_up);
  if (!line || elsewhere || location.startsWith("/desk")) return null;
  const back = () => {
    choose(line.key);
    go("/desk");
  };
  return (
    <div className={classes.strip} role={line.offer ? "alert" : undefined}>
      <Group gap={12} wrap="nowrap" miw={0}>
        <IconPhone size={18} stroke={1.8} aria-hidden />
        <Text truncate fw={550}>
          {line.offer
            ? t("offer.call", { name: name(line.contact.customer) })
            : `${name(line.contact.customer)} · ${t(`call.${callWord(line.contact, phoneState)}`)}`}
        </Text>
        {!line.offer && <Timer since={line.contact.answered_at ?? line.contact.queued_at} />}
      </Group>
      <Group gap={8} wrap="nowrap">
        {line.offer && (
          <Button
            size="sm"
            onClick={() => {
              back();
              verbs.accept();
            }}
          >
            {t("offer.answer")}
          </Button>
        )}
        <Button size="sm" variant="default" onClick={back}>
          {t("strip.open")}
        </Button>
      </Group>
    </div>
  );
}
