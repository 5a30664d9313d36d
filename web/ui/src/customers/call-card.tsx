import { Badge, Button, Group, Text } from "@mantine/core";
import { IconChevronDown, IconWaveSine } from "@tabler/icons-react";
import { Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallBrief } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { later } from "../common/later";
import { Moment, Timer } from "../common/moment";
import { LoadingLines } from "../common/states";
import { CallThem } from "../desk/dial";
import { directionOf } from "../format/direction";
import { useFormat } from "../format/use";
import { Path } from "./path";
import classes from "./stream.module.css";

// The player and the transcript are the heavy part of the stream, and most calls are never opened.
const RoutingBlock = later(() => import("../queues/routing").then((module) => module.RoutingBlock), "queues");
const CallRecord = later(() => import("./call-record").then((module) => module.CallRecord));

const OUTCOMES = ["callback", "no_answer", "busy", "machine", "refused", "called_in", "cancelled", "served", "self_served", "voicemail", "left_in_menu", "left_in_queue", "agent_lost", "failed"] as const;
/** Nobody talked with them: one would call them. */
const MISSED = new Set(["left_in_menu", "left_in_queue", "agent_lost", "voicemail", "failed", "no_answer", "busy", "machine"]);
type Outcome = (typeof OUTCOMES)[number];

/** A call in the stream: who, when, how long, the way through the menu, queue and wait, and how it ended. */
export function CallCard({ call }: { call: CallBrief }) {
  const { t } = useTranslation("customers");
  const [open, setOpen] = useState(false);
  const detail = useId();
  const record = call.recording_s !== null || call.transcript_state !== "none";
  return (
    <li className={classes.card}>
      <article aria-label={t("call.title", { from: call.from_shown })}>
        <div className={classes.head}>
          <span className={classes.icon}>
            <ChannelIcon channel="phone" />
          </span>
          <div className={classes.what}>
            <Group gap={8}>
              <Text fw={550}>{call.agent ? t(call.direction === "out" ? "call.placed" : "call.with", { agent: call.agent.name }) : t("call.alone")}</Text>
              <Ending call={call} />
            </Group>
            <Text size="sm" c="dimmed">
              <span className="ltr">{call.from_shown || t("call.hidden")}</span>
            </Text>
          </div>
          <Moment at={call.arrived_at} as="time" />
        </div>
        <div className={classes.body}>
          <Path steps={call.path} />
          <Facts call={call} />
          {call.note && (
            <p className={classes.prose} dir={directionOf(call.note)}>
              {call.note}
            </p>
          )}
          {MISSED.has(call.outcome ?? "") && <CallThem number={call.from_shown} />}
          {record && (
            <Button
              variant="light"
              size="sm"
              justify="flex-start"
              w="fit-content"
              leftSection={<IconWaveSine size={18} stroke={1.6} />}
              rightSection={<IconChevronDown size={16} style={{ rotate: open ? "180deg" : "0deg" }} />}
              aria-expanded={open}
              aria-controls={detail}
              onClick={() => {
                setOpen(!open);
              }}
            >
              {t("call.record")}
            </Button>
          )}
          {call.queue && (
            <Suspense fallback={null}>
              <RoutingBlock callId={call.id} />
            </Suspense>
          )}
          <div id={detail} hidden={!open}>
            {open && (
              <Suspense fallback={<LoadingLines count={2} height={64} />}>
                <CallRecord callId={call.id} />
              </Suspense>
            )}
          </div>
        </div>
      </article>
    </li>
  );
}

function Ending({ call }: { call: CallBrief }) {
  const { t } = useTranslation("customers");
  if (call.outcome === null)
    return (
      <Badge variant="light" size="sm" radius="sm">
        {t("call.now")} · <Timer since={call.arrived_at} />
      </Badge>
    );
  const good = call.outcome === "served" || call.outcome === "self_served";
  const known = OUTCOMES.includes(call.outcome as Outcome);
  return (
    <Badge variant="light" color={good ? "gray" : "yellow"} size="sm" radius="sm">
      {known ? t(`outcome.${call.outcome as Outcome}`) : call.outcome}
    </Badge>
  );
}

function Facts({ call }: { call: CallBrief }) {
  const { t, i18n } = useTranslation("customers");
  // Ours are translated; one that a company has added is shown as it was written.
  const disposition = (key: string) =>
    i18n.exists(`customers:disposition.${key}`) ? t(`disposition.${key as "solved"}`) : key;
  const format = useFormat();
  // Of a call that goes on, only what is over has a figure; what is not would be wrong a second later.
  const over = call.outcome !== null;
  return (
    <div className={classes.facts}>
      {call.queue && (
        <span>
          {t("call.queue")} <b>{call.queue.name}</b>
        </span>
      )}
      {call.waited_s !== null && (over || call.answered_at !== null) && (
        <span>
          {t("call.waited")} <b>{format.clock(call.waited_s)}</b>
        </span>
      )}
      {!over && call.answered_at !== null && (
        <span>
          {t("call.talking")}{" "}
          <b>
            <Timer since={call.answered_at} />
          </b>
        </span>
      )}
      {over && call.talk_s !== null && call.talk_s > 0 && (
        <span>
          {t("call.talked")} <b>{format.clock(call.talk_s)}</b>
        </span>
      )}
      {over && call.duration_s !== null && (
        <span>
          {t("call.lasted")} <b>{format.clock(call.duration_s)}</b>
        </span>
      )}
      {call.disposition && (
        <span>
          {t("call.disposition")} <b>{disposition(call.disposition)}</b>
        </span>
      )}
    </div>
  );
}
