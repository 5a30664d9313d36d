import { ActionIcon, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowsExchange, IconUserCheck, IconUsersGroup, IconX } from "@tabler/icons-react";
import { useWindowEvent } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { removeGuest, roomVerb, type RoomVerb } from "../api/rooms";
import type { Contact, GuestOut } from "../api/schema";
import { Timer } from "../common/moment";
import { useCustomerName } from "../customers/name";
import { useFormat } from "../format/use";
import classes from "./consult.module.css";
import { together } from "./rooms";

const CONSULT = "threadline:consult";

/** From the keyboard. */
export function consultBy(verb: RoomVerb): void {
  window.dispatchEvent(new CustomEvent(CONSULT, { detail: verb }));
}

/** Who else is in the call, who hears whom in plain words, and what comes next. */
export function Consult({ contact }: { contact: Contact }) {
  const { t } = useTranslation("rooms");
  const format = useFormat();
  const name = useCustomerName();
  const act = useAct((verb: RoomVerb) => roomVerb(verb, contact.id), [keys.desk]);
  const can = contact.guests.some((guest) => guest.state === "talking" || guest.state === "held");
  useWindowEvent(CONSULT, (event) => {
    const verb = (event as CustomEvent<RoomVerb>).detail;
    if (contact.guests.length > 0 && (can || verb === "takeBack") && !act.isPending) act.mutate(verb);
  });
  if (contact.guests.length === 0) return null;
  const word = together(contact);
  const here = contact.guests.filter((guest) => guest.state === "talking" || guest.state === "held");
  const who = {
    caller: name(contact.customer),
    guest: format.list((here.length ? here : contact.guests.slice(-1)).map((guest) => guest.name)),
  };
  const verb = (each: RoomVerb, text: string, Icon: typeof IconX, primary = false) => (
    <Button
      key={each}
      variant={primary ? "filled" : "default"}
      leftSection={<Icon size={18} stroke={1.8} aria-hidden />}
      loading={act.isPending && act.variables === each}
      onClick={() => {
        act.mutate(each);
      }}
    >
      {text}
    </Button>
  );
  return (
    <section className={classes.consult} aria-label={t("consult.title")}>
      <p className={classes.says} role="status">
        {t(`consult.${word}`, who)}
      </p>
      <ul className={classes.guests}>
        {contact.guests.map((guest) => (
          <Guest key={guest.leg_id} contact={contact} guest={guest} alone={contact.guests.length === 1} />
        ))}
      </ul>
      <Group gap={8} justify="center" className={classes.next}>
        {here.length > 0 && verb("complete", t("consult.complete", who), IconUserCheck, true)}
        {here.length > 0 && word !== "all" && verb("together", t("consult.together"), IconUsersGroup)}
        {here.length > 0 && word !== "all" && verb("toggle", t("consult.toggle", { who: word === "aside" ? who.caller : who.guest }), IconArrowsExchange)}
        {verb("takeBack", t(word === "notThere" ? "consult.back" : "consult.takeBack", who), IconArrowBackUp, here.length === 0)}
      </Group>
    </section>
  );
}

function Guest({ contact, guest, alone }: { contact: Contact; guest: GuestOut; alone: boolean }) {
  const { t } = useTranslation("rooms");
  const remove = useAct(() => removeGuest(contact.id, guest.leg_id), [keys.desk]);
  const gone = ["missed", "declined", "failed", "withdrawn"].includes(guest.state);
  return (
    <li className={classes.guest} data-state={guest.state}>
      <bdi className={classes.who}>{guest.name}</bdi>
      <Text component="span" size="sm" c="dimmed">
        {t(`guest.${guest.state}`)}
      </Text>
      {!gone && <Timer since={guest.since} size="sm" c="dimmed" />}
      {!gone && !alone && (
        <Tooltip label={t("consult.remove", { guest: guest.name })}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            loading={remove.isPending}
            aria-label={t("consult.remove", { guest: guest.name })}
            onClick={() => {
              remove.mutate();
            }}
          >
            <IconX size={18} />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  );
}
