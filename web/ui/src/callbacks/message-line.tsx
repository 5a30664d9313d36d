import { Anchor, Button, Text } from "@mantine/core";
import { IconChevronDown, IconPhoneOutgoing } from "@tabler/icons-react";
import { Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import type { VoicemailOut } from "../api/schema";
import { later } from "../common/later";
import { Moment } from "../common/moment";
import { LoadingLines } from "../common/states";
import { directionOf } from "../format/direction";
import { useFormat } from "../format/use";
import { messageVerb } from "./api";
import classes from "./callbacks.module.css";

// The player and the transcript are heavy, and most messages are read.
const CallRecord = later(() => import("../customers/call-record").then((module) => module.CallRecord));

/** A message that a caller left: what was said, its sound, and what is done about it. */
export function MessageLine({ message }: { message: VoicemailOut }) {
  const { t } = useTranslation("callbacks");
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const record = useId();
  const callBack = useAct(() => messageVerb("callBack", message.call_id), [keys.callbacks]);
  const done = useAct(() => messageVerb("done", message.call_id), [keys.callbacks]);
  return (
    <li>
      <div className={classes.line}>
        <div className={classes.who}>
          <Anchor component={Link} to={`/customers/${String(message.customer_id)}`} fw={550} c="var(--tl-text)">
            <bdi>{message.customer}</bdi>
          </Anchor>
          <Text size="sm" c="dimmed">
            {message.number_shown && message.number_shown !== message.customer && (
              <span className="ltr">{message.number_shown} · </span>
            )}
            {message.queue.name} · <Moment at={message.at} span />
            {message.duration_s !== null && ` · ${format.clock(message.duration_s)}`}
          </Text>
          {message.text && (
            <p className={classes.words} dir={directionOf(message.text)}>
              “{message.text}”
            </p>
          )}
        </div>
        <div className={classes.acts}>
          <Button
            variant="subtle"
            color="gray"
            rightSection={<IconChevronDown size={16} style={{ rotate: open ? "180deg" : "0deg" }} />}
            aria-expanded={open}
            aria-controls={record}
            onClick={() => {
              setOpen(!open);
            }}
          >
            {t("listen")}
          </Button>
          {message.can_call_back && (
            <Button
              leftSection={<IconPhoneOutgoing size={18} stroke={1.6} />}
              loading={callBack.isPending}
              onClick={() => {
                callBack.mutate();
              }}
            >
              {t("callBack")}
            </Button>
          )}
          <Button
            variant="default"
            loading={done.isPending}
            onClick={() => {
              done.mutate();
            }}
          >
            {t("done")}
          </Button>
        </div>
      </div>
      <div id={record} hidden={!open} className={classes.record}>
        {open && (
          <Suspense fallback={<LoadingLines count={1} height={64} />}>
            <CallRecord callId={message.call_id} />
          </Suspense>
        )}
      </div>
    </li>
  );
}
