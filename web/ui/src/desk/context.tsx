import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Contact } from "../api/schema";
import { Face } from "../common/face";
import { beside, Identities } from "../customers/identities";
import { Questions } from "../customers/identity/questions";
import { Journey } from "../customers/journey";
import { useCustomerName } from "../customers/name";
import { Path } from "../customers/path";
import { Stream } from "../customers/stream";
import { WriteThem } from "../customers/write-them";
import { useLook } from "../live/live";
import classes from "./context.module.css";
import { CallThem } from "./dial";
import { Standing } from "./standing";

/** The customer beside the contact: who they are, what they already told us, the way they came, what was before. */
export function CustomerContext({ contact }: { contact: Contact }) {
  const { t } = useTranslation("desk");
  const name = useCustomerName();
  const { customer, journey, path } = contact;
  const phone = customer.identities.find((identity) => identity.kind === "phone");
  useLook({ customer: customer.id, conversation: contact.kind === "call" ? undefined : contact.id });
  return (
    <div className={classes.context}>
      <Group gap={12} wrap="nowrap" align="flex-start" className={classes.part}>
        <Face name={customer.shown_name} />
        <Stack gap={4} miw={0} flex={1}>
          <Group justify="space-between" wrap="nowrap" gap="xs">
            <Title order={2} fz="lg" lh="1.5rem" className={classes.name}>
              <bdi>{name(customer)}</bdi>
            </Title>
            <Anchor component={Link} to={`/customers/${String(customer.id)}`} size="sm" className={classes.open}>
              {t("context.open")}
            </Anchor>
          </Group>
          {customer.company && customer.company !== customer.shown_name && (
            <Text size="sm" c="dimmed">
              <bdi>{customer.company}</bdi>
            </Text>
          )}
          <Identities identities={beside(customer)} />
          <Standing customerId={customer.id} />
          <Group gap={8} mt={4} className={classes.acts}>
            {contact.kind !== "call" && phone && <CallThem number={phone.value} customerId={customer.id} />}
            <WriteThem customerId={customer.id} />
          </Group>
        </Stack>
      </Group>
      <Questions customerId={customer.id} />
      {(journey ?? path.length > 0) && (
        <Stack gap={12} className={classes.part}>
          <Title order={3} className={classes.heading}>
            {t("told.title")}
          </Title>
          {journey && <Journey journey={journey} />}
          <Path steps={path} />
        </Stack>
      )}
      <div className={classes.stream}>
        <Title order={3} className={classes.heading} mb={8}>
          {t("context.before")}
        </Title>
        <Stream customerId={customer.id} />
      </div>
    </div>
  );
}
