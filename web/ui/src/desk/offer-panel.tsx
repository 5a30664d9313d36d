import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { OfferOut } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { Face } from "../common/face";
import { useFormat, useNow } from "../format/use";
import { beside, Identities } from "../customers/identities";
import { Journey } from "../customers/journey";
import { useCustomerName } from "../customers/name";
import { Path } from "../customers/path";
import type { WorkLine } from "./model";
import classes from "./offer.module.css";
import { useAgentDesk } from "./provider";
import { useReason } from "./reasons";
import { useVerbs } from "./use-verbs";
import { Decline } from "./decline";

/** Something is offered: who it is and what they already told us, before it is answered. */
export function OfferPanel({ line, offer }: { line: WorkLine; offer: OfferOut }) {
  const { t } = useTranslation("desk");
  const format = useFormat();
  const name = useCustomerName();
  const now = useNow();
  const verbs = useVerbs();
  const reason = useReason(offer);
  const { phoneState } = useAgentDesk();
  const { contact } = line;
  const call = contact.kind === "call";
  const left = Math.max(0, (Date.parse(offer.ring_until) - now) / 1000);
  // The offer and the ringing come by different ways: until the phone rings there is nothing to answer.
  const reached = !call || phoneState.call !== null;
  const answering = call ? phoneState.call?.phase === "connecting" : verbs.busy.has("accept");
  return (
    <div className={classes.middle}>
      <article className={classes.card} aria-labelledby="offer-name" data-testid="offer">
        <p className={classes.eyebrow} role="alert">
          <ChannelIcon channel={contact.kind} size={16} quiet />
          {t(`offer.${contact.kind}`, { name: name(contact.customer) })}
        </p>
        <span className={classes.face} data-ringing={call && !answering ? true : undefined}>
          <Face name={contact.customer.shown_name} size={72} />
        </span>
        <Title order={2} id="offer-name" className={classes.name}>
          <bdi>{name(contact.customer)}</bdi>
        </Title>
        <Identities identities={beside(contact.customer).slice(0, 2)} centred />
        <Text c="dimmed" size="sm" mt={8}>
          {contact.via && <><bdi>{contact.via}</bdi> · </>}
          {t("offer.waited", { queue: contact.queue.name, time: format.clock(contact.waited_s) })}
          {reason && ` · ${reason}`}
        </Text>

        <Group grow w="100%" mt={24} gap={12} preventGrowOverflow={false}>
          <Decline />
          <Button
            size="lg"
            leftSection={call ? <IconPhone size={20} stroke={1.8} /> : <IconCheck size={20} stroke={1.8} />}
            loading={answering || !reached}
            onClick={verbs.accept}
          >
            {t(call ? "offer.answer" : "offer.accept")}
          </Button>
        </Group>
        <Text size="sm" c="dimmed" mt={12} role="timer" aria-live="off">
          {t("offer.left", { time: format.clock(left) })}
        </Text>
      </article>

      {(contact.journey ?? contact.path.length > 0) && (
        <Stack className={classes.known} gap={16}>
          <Title order={3}>{t("told.title")}</Title>
          {contact.journey && <Journey journey={contact.journey} />}
          <Path steps={contact.path} />
        </Stack>
      )}
    </div>
  );
}
