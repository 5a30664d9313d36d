import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconLock, IconLockOpen, IconMoon, IconPhoneCheck } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { useFormat, useNow } from "../format/use";
import { changeHotline, type HotlineSettings } from "./api";
import classes from "./hotlines.module.css";

/** Whether people are there now, why not, until when; and the switch for emergencies. */
export function Standing({ hotline }: { hotline: HotlineSettings }) {
  const { t } = useTranslation("hotlines");
  const [asking, setAsking] = useState(false);
  const details = useDetails(hotline);
  const open = useAct(() => changeHotline(hotline.id, { emergency: "" }), [keys.hotlines]);
  const state = hotline.emergency ? "emergency" : hotline.open_now ? "open" : "closed";
  const Icon = { emergency: IconLock, open: IconPhoneCheck, closed: IconMoon }[state];
  return (
    <>
      <div className={classes.standing} data-state={state}>
        <Icon size={24} stroke={1.6} aria-hidden />
        <div className={classes.said} role="status">
          <Text fw={600}>{t(`state.${state}`)}</Text>
          {details.map((detail) => (
            <Text key={detail} size="sm">{detail}</Text>
          ))}
        </div>
        {hotline.emergency ? (
          <Button leftSection={<IconLockOpen size={16} stroke={1.6} />} loading={open.isPending} onClick={() => { open.mutate(); }}>{t("reopen")}</Button>
        ) : (
          <Button variant="default" c="var(--tl-bad)" leftSection={<IconLock size={16} stroke={1.6} />} onClick={() => { setAsking(true); }}>{t(hotline.open_now ? "close" : "keep")}</Button>
        )}
      </div>
      {!hotline.heeded && hotline.address !== "chat" && (
        <div className={classes.unheeded}>
          <IconAlertTriangle size={18} stroke={1.6} aria-hidden />
          <Text size="sm">
            {t("unheeded")} <Link to={`/flows/${hotline.flow_key}`}>{t("toFlow")}</Link>
          </Text>
        </div>
      )}
      {asking && <CloseDialog hotline={hotline} close={() => { setAsking(false); }} />}
    </>
  );
}

function useDetails(hotline: HotlineSettings): string[] {
  const { t } = useTranslation("hotlines");
  const format = useFormat();
  const now = useNow();
  const { emergency, open_now: isOpen, closed_why: why, day_name: day, changes_at: at } = hotline;
  const isChat = hotline.address === "chat";
  if (emergency) return [t("why.emergency", { reason: emergency }), ...(isChat ? [t("thenChat")] : hotline.heeded ? [t("then")] : [])];
  const when = at && { when: format.toCome(at, now, hotline.hours?.zone ?? "UTC") };
  if (isOpen) return [when ? t("closes", when) : t("stays")];
  const reason = day ? t(`why.${why as "holiday" | "special"}`, { day }) : t(`why.${why === "special" ? "ownDay" : "hours"}`);
  return [when ? `${reason} ${t("opens", when)}` : reason];
}

function CloseDialog({ hotline, close }: { hotline: HotlineSettings; close: () => void }) {
  const { t } = useTranslation("hotlines");
  const [reason, setReason] = useState("");
  const act = useAct(() => changeHotline(hotline.id, { emergency: reason.trim() }), [keys.hotlines]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act.mutate(undefined, { onSuccess: close });
  };
  return (
    <Modal opened onClose={close} title={t(hotline.open_now ? "closeOf" : "keepOf", { name: hotline.name })}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">{t(hotline.address === "chat" ? "closeAboutChat" : "closeAbout")}</Text>
          <TextInput
            label={t("reason")}
            description={t("reasonAbout")}
            required
            withAsterisk={false}
            pattern=".*\S.*"
            maxLength={200}
            dir="auto"
            autoComplete="off"
            data-autofocus
            value={reason}
            onChange={(event) => { setReason(event.currentTarget.value); }}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{t("cancel")}</Button>
            <Button type="submit" color="red.9" loading={act.isPending}>{t(hotline.open_now ? "close" : "keep")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
