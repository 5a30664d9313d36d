import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowsLeftRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../api/schema";
import { Face } from "../common/face";
import { Identities } from "../customers/identities";
import { useCustomerName } from "../customers/name";
import classes from "./call.module.css";
import { useAgentDesk } from "./provider";

/** Says that the softphone is in another tab of this agent, and brings it here. */
export function PhoneElsewhere() {
  const { t } = useTranslation("desk");
  const { elsewhere } = useAgentDesk();
  if (!elsewhere) return null;
  return (
    <Alert className={classes.elsewhere} color="thread" radius={0} py={8} role="status">
      <Group justify="space-between" gap="8px 16px">
        <Group gap={12} wrap="nowrap">
          <IconArrowsLeftRight size={18} stroke={1.6} aria-hidden />
          <Text size="sm">{t("elsewhere.text")}</Text>
        </Group>
        <TakePhone size="compact-md" />
      </Group>
    </Alert>
  );
}

/** A call that rings, or is talked, in the other tab. */
export function CallElsewhere({ contact }: { contact: Contact }) {
  const { t } = useTranslation("desk");
  const name = useCustomerName();
  return (
    <div className={classes.panel}>
      <Stack className={classes.stage} gap={8}>
        <Face name={contact.customer.shown_name} size={72} />
        <Title order={2} mt={8}>
          <bdi>{name(contact.customer)}</bdi>
        </Title>
        <Identities identities={contact.customer.identities.slice(0, 2)} centred />
        <Text c="dimmed" mb={16}>
          {t("elsewhere.call")}
        </Text>
        <TakePhone size="md" />
      </Stack>
    </div>
  );
}

function TakePhone({ size }: { size: "compact-md" | "md" }) {
  const { t } = useTranslation("desk");
  const { takePhone } = useAgentDesk();
  return (
    <Button className={classes.take ?? ""} size={size} variant={size === "md" ? "filled" : "default"} onClick={takePhone}>
      {t("elsewhere.take")}
    </Button>
  );
}
