import { Button, Group, Title } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff, IconPhone, IconPhoneOff, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { Face } from "../common/face";
import { Timer } from "../common/moment";
import { Identities } from "../customers/identities";
import { useCustomerName } from "../customers/name";
import callClasses from "./call.module.css";
import { CallButton } from "./call-button";
import { HandedNote } from "./handed";
import classes from "./offer.module.css";
import { useAgentDesk } from "./provider";
import { useVerbs } from "./use-verbs";

/** A colleague asks this agent into their call: it rings, and then they take part in it. */
export function GuestPanel({ contact }: { contact: Contact }) {
  const { t } = useTranslation(["rooms", "desk"]);
  const { phoneState } = useAgentDesk();
  const name = useCustomerName();
  const verbs = useVerbs();
  const who = { owner: contact.owner, caller: name(contact.customer) };
  const rings = contact.me === "ringing";
  const muted = phoneState.call?.muted ?? false;
  const word = contact.me === "held" ? "held" : contact.state === "held" ? "aside" : "all";
  return (
    <div className={classes.middle}>
      <article className={classes.card}>
        <p className={classes.eyebrow} role={rings ? "alert" : "status"}>
          <ChannelIcon channel="call" size={16} quiet />
          {t(rings ? "invited.asks" : `invited.${word}`, who)}
        </p>
        <span className={classes.face} data-ringing={rings ? true : undefined}>
          <Face name={contact.customer.shown_name} size={72} />
        </span>
        <Title order={2} className={classes.name}>
          <bdi>{who.caller}</bdi>
        </Title>
        <Identities identities={contact.customer.identities.slice(0, 2)} centred />
        {contact.handed?.note && <HandedNote handed={contact.handed} />}
        {rings ? (
          <Group grow w="100%" mt={24} gap={12} preventGrowOverflow={false}>
            <Button size="lg" variant="default" leftSection={<IconX size={20} stroke={1.8} />} onClick={() => { verbs.decline(); }}>
              {t("desk:offer.decline")}
            </Button>
            <Button
              size="lg"
              leftSection={<IconPhone size={20} stroke={1.8} />}
              loading={phoneState.call?.phase !== "ringing"}
              onClick={verbs.accept}
            >
              {t("desk:offer.answer")}
            </Button>
          </Group>
        ) : (
          <>
            <p className={callClasses.timer}>
              <Timer since={contact.answered_at ?? contact.queued_at} />
            </p>
            <Group gap={16} justify="center">
              <CallButton
                text={t(muted ? "desk:call.unmute" : "desk:call.mute")}
                icon={muted ? IconMicrophoneOff : IconMicrophone}
                pressed={muted}
                onClick={verbs.mute}
              />
              <CallButton text={t("invited.leave")} icon={IconPhoneOff} tone="end" onClick={verbs.hangUp} />
            </Group>
          </>
        )}
      </article>
    </div>
  );
}
