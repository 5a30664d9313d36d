import { Text, Title } from "@mantine/core";
import {
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconRobot,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../api/schema";
import { Face } from "../common/face";
import { Timer } from "../common/moment";
import { beside, Identities } from "../customers/identities";
import { useCustomerName } from "../customers/name";
import classes from "./call.module.css";
import { CallButton } from "./call-button";
import { KeypadButton } from "./keypad";
import { Consult } from "./consult";
import { HandedNote } from "./handed";
import { LineQuality } from "./line-quality";
import { LiveWords } from "./live-words";
import { callWord } from "./model";
import { NoteDraft } from "./note-draft";
import { ParkButton } from "./parked";
import { useAgentDesk } from "./provider";
import { TransferButton } from "./transfer";
import { useVerbs } from "./use-verbs";

/** The call in hand: in what state it is, in words, and what can be done. */
export function CallPanel({ contact }: { contact: Contact }) {
  const { t } = useTranslation("desk");
  const { phoneState } = useAgentDesk();
  const name = useCustomerName();
  const verbs = useVerbs();
  const word = callWord(contact, phoneState);
  const muted = phoneState.call?.muted ?? false;
  const held = contact.state === "held";
  const connected = word === "talking" || word === "held" || word === "muted";
  // With others in the call, what becomes of the caller is said beside them.
  const guests = contact.guests.some((guest) => guest.state === "talking" || guest.state === "held");
  return (
    <div className={classes.panel}>
      <div className={classes.stage} data-word={word}>
        <Face name={contact.customer.shown_name} size={72} />
        <Title order={2} mt={16} mb={4}>
          <bdi>{name(contact.customer)}</bdi>
        </Title>
        <Identities identities={beside(contact.customer).slice(0, 2)} centred />
        {contact.guests.length === 0 && (
          <p className={classes.state} role="status">
            {t(`call.${word}`)}
          </p>
        )}
        {contact.machine && (
          <p className={classes.machine} role="status">
            <IconRobot size={18} aria-hidden />
            {t("call.machine")}
          </p>
        )}
        <Text className={classes.timer}>
          <Timer since={contact.answered_at ?? contact.queued_at} />
        </Text>
        <LineQuality />
        <div className={classes.controls}>
          <CallButton
            text={t(muted ? "call.unmute" : "call.mute")}
            icon={muted ? IconMicrophoneOff : IconMicrophone}
            pressed={muted}
            disabled={!connected}
            onClick={verbs.mute}
          />
          {!guests && (
            <CallButton
              text={t(held ? "call.resume" : "call.hold")}
              icon={held ? IconPlayerPlay : IconPlayerPause}
              pressed={held}
              disabled={!connected}
              loading={verbs.busy.has("hold")}
              onClick={verbs.hold}
            />
          )}
          <TransferButton contact={contact} disabled={!connected} />
          {!guests && <ParkButton contact={contact} disabled={!connected} />}
          <KeypadButton disabled={!connected} />
          {!guests && (
            <CallButton
              text={t("call.hangUp")}
              icon={IconPhoneOff}
              tone="end"
              loading={verbs.busy.has("hangUp")}
              onClick={verbs.hangUp}
            />
          )}
        </div>
        <Consult contact={contact} />
      </div>
      <LiveWords contact={contact} />
      {contact.handed?.note && <HandedNote handed={contact.handed} />}
      <NoteDraft contact={contact} />
    </div>
  );
}
