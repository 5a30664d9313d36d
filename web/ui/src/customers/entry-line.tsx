import { Text } from "@mantine/core";
import { IconMessage, IconMessageX, IconNote, IconRoute, IconStar } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../api/schema";
import { CallbackEntry } from "../callbacks/entry";
import { ChannelIcon } from "../common/channel";
import { Moment } from "../common/moment";
import { directionOf } from "../format/direction";
import { useFormat } from "../format/use";
import classes from "./stream.module.css";

/** A line of the stream that is neither a call nor a chat: an email, a note, a journey that went on. */
export function EntryLine({ entry }: { entry: TimelineEntry }) {
  const Shown = KINDS[entry.kind] ?? Unknown;
  return <Shown entry={entry} />;
}

type Line = (props: { entry: TimelineEntry }) => ReactNode;

const KINDS: Record<string, Line> = {
  EmailReceived: Email,
  EmailSent: Email,
  NoteAdded: Note,
  JourneyResumed: JourneyResumed,
  JourneyClosed: JourneyTurned,
  JourneyReopened: JourneyTurned,
  CallbackRequested: CallbackEntry,
  CallbackDone: CallbackEntry,
  TextSent: TextSent,
  NotSent: NotSent,
  SurveyAnswered: SurveyAnswered,
};

/** A field of the fact, as text. The facts are the server's, but no view may break over one of them. */
function text(entry: TimelineEntry, field: string): string {
  const value = entry.data[field];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function Email({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation(["customers", "common"]);
  const format = useFormat();
  const received = entry.kind === "EmailReceived";
  const files = Number(entry.data.attachments ?? 0);
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <span className={classes.icon}>
          <ChannelIcon channel="email" />
        </span>
        <div className={classes.what}>
          <Text fw={550} truncate>
            <bdi>{text(entry, "subject") || t("email.noSubject")}</bdi>
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {received && t("email.from", { address: text(entry, "from_address") })}
            {!received && (text(entry, "agent") ? t("email.by", { agent: text(entry, "agent") }) : t("email.byFlow"))}
            {files > 0 && ` · ${t("email.files", { count: files, shown: format.number(files) })}`}
          </Text>
        </div>
        <Moment at={entry.at} as="time" />
      </div>
      <div className={classes.body}>
        <p className={classes.prose} dir={directionOf(text(entry, "excerpt"))}>
          {text(entry, "excerpt")}
        </p>
      </div>
    </li>
  );
}

function Note({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation(["customers", "common"]);
  return (
    <li className={`${classes.card ?? ""} ${classes.note ?? ""}`}>
      <div className={classes.head}>
        <IconNote size={18} stroke={1.6} aria-hidden />
        <Text className={classes.what} size="sm" fw={550}>
          {t("note.by", { author: text(entry, "author") })}
        </Text>
        <Moment at={entry.at} as="time" />
      </div>
      <div className={classes.body}>
        <p className={classes.prose} dir={directionOf(text(entry, "text"))}>
          {text(entry, "text")}
        </p>
      </div>
    </li>
  );
}

function JourneyResumed({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation(["customers", "common"]);
  const how = ["asked", "code", "button", "thread"].includes(text(entry, "how")) ? text(entry, "how") : "asked";
  const from = ["phone", "chat", "email"].includes(text(entry, "from_channel")) ? text(entry, "from_channel") : "chat";
  return (
    <li className={classes.thin}>
      <IconRoute size={16} stroke={1.6} aria-hidden />
      <span>{t(`resumed.${how as "code"}`, { from: t(`common:channel.${from as "chat"}`) })}</span>
      <Moment at={entry.at} as="time" size="xs" />
    </li>
  );
}

/** What a flow sent by SMS. */
function TextSent({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("customers");
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <IconMessage size={18} stroke={1.6} aria-hidden />
        <Text className={classes.what} size="sm" fw={550}>
          {t("sent.sms")} <bdi dir="ltr">{text(entry, "to")}</bdi>
        </Text>
        <Moment at={entry.at} as="time" />
      </div>
      <div className={classes.body}>
        <p className={classes.prose} dir={directionOf(text(entry, "text"))}>
          {text(entry, "text")}
        </p>
      </div>
    </li>
  );
}

function NotSent({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("customers");
  const by = text(entry, "by") === "email" ? "email" : "sms";
  return (
    <li className={classes.thin}>
      <IconMessageX size={16} stroke={1.6} aria-hidden />
      <span title={text(entry, "why")}>
        {t(`notSent.${by}`)} <bdi dir="ltr">{text(entry, "to")}</bdi>
      </span>
      <Moment at={entry.at} as="time" size="xs" />
    </li>
  );
}

function SurveyAnswered({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const scale = text(entry, "scale") === "nps" ? "nps" : "csat";
  const agent = text(entry, "agent");
  return (
    <li className={classes.thin}>
      <IconStar size={16} stroke={1.6} aria-hidden />
      <span>
        {t(`survey.${scale}`, { score: format.number(Number(entry.data.score ?? 0)) })}
        {agent && ` · ${t("survey.for", { agent })}`}
      </span>
      <Moment at={entry.at} as="time" size="xs" />
    </li>
  );
}

function JourneyTurned({ entry }: { entry: TimelineEntry }) {
  const { t, i18n } = useTranslation(["person", "customers"]);
  const outcome = text(entry, "outcome");
  const known = i18n.exists(`customers:disposition.${outcome}`);
  return (
    <li className={classes.thin}>
      <IconRoute size={16} stroke={1.6} aria-hidden />
      <span>
        {entry.kind === "JourneyClosed"
          ? t("journey.closed", {
              agent: text(entry, "agent"),
              outcome: known ? t(`customers:disposition.${outcome as "solved"}`) : outcome,
            })
          : t("journey.reopened", { agent: text(entry, "agent") })}
      </span>
      <Moment at={entry.at} as="time" size="xs" />
    </li>
  );
}

function Unknown({ entry }: { entry: TimelineEntry }) {
  return (
    <li className={classes.thin}>
      <span>{entry.kind}</span>
      <Moment at={entry.at} as="time" size="xs" />
    </li>
  );
}
