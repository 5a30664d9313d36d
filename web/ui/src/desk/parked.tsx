import { Button, Text } from "@mantine/core";
import { IconParking } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWindowEvent } from "@mantine/hooks";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { park, roomVerb } from "../api/rooms";
import type { Contact, ParkedOut } from "../api/schema";
import { useFormat, useNow } from "../format/use";
import { CallButton } from "./call-button";
import classes from "./consult.module.css";
import { useAgentDesk } from "./provider";

export const PARK = "threadline:park";
export const PICK_UP = "threadline:pick-up";

/** The caller hears music, until anybody picks them up. */
export function ParkButton({ contact, disabled }: { contact: Contact; disabled: boolean }) {
  const { t } = useTranslation("rooms");
  const parking = useAct(() => park(contact.id, ""), [keys.desk]);
  const doIt = () => {
    if (disabled || parking.isPending) return;
    parking.mutate();
  };
  useWindowEvent(PARK, doIt);
  return <CallButton text={t("park.do")} icon={IconParking} disabled={disabled} loading={parking.isPending} onClick={doIt} />;
}

/** Everybody who is parked, on every desk. */
export function ParkedCallers() {
  const { t } = useTranslation("rooms");
  const { desk } = useAgentDesk();
  const first = useAct((callId: number) => roomVerb("pickUp", callId), [keys.desk]);
  useWindowEvent(PICK_UP, () => {
    const caller = desk?.parked[0];
    if (caller && !first.isPending) first.mutate(caller.call_id);
  });
  if (!desk || desk.parked.length === 0) return null;
  return (
    <section className={classes.parked} aria-labelledby="parked-heading">
      <Text component="h2" id="parked-heading" size="sm" fw={600} c="dimmed" m={0}>
        {t("park.title")}
      </Text>
      <ul>
        {desk.parked.map((caller) => (
          <li key={caller.call_id} className={classes.waiting}>
            <ParkedCaller caller={caller} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ParkedCaller({ caller }: { caller: ParkedOut }) {
  const { t } = useTranslation("rooms");
  const format = useFormat();
  const now = useNow();
  const pickUp = useAct(() => roomVerb("pickUp", caller.call_id), [keys.desk]);
  const left = Math.max(0, (Date.parse(caller.until) - now) / 1000);
  return (
    <>
      <div>
        <Text fw={550} truncate>
          <bdi>{caller.shown_name}</bdi>
        </Text>
        <Text size="sm" c="dimmed" role="timer" aria-live="off">
          {t("park.by", { by: caller.by, time: format.clock(left) })}
        </Text>
        {caller.note && (
          <Text size="sm" lineClamp={2}>
            <bdi>{caller.note}</bdi>
          </Text>
        )}
      </div>
      <Button
        variant="light"
        size="sm"
        h={44}
        loading={pickUp.isPending}
        aria-label={t("park.pickUpOf", { name: caller.shown_name })}
        onClick={() => {
          pickUp.mutate();
        }}
      >
        {t("park.pickUp")}
      </Button>
    </>
  );
}
