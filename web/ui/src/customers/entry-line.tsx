import { IconMessage, IconMessageX, IconNote, IconRoute, IconShieldX, IconStar } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../api/schema";
import { CallbackEntry } from "../callbacks/entry";
import { ChannelIcon } from "../common/channel";
import { useFormat } from "../format/use";
import { OUTSIDE } from "./entry-outside";
import { EntryCard, field, ThinLine } from "./entry-parts";
import classes from "./stream.module.css";

/** A line of the stream that is neither a call nor a chat: an email, a note, a journey that went on, an order. */
export function EntryLine({ entry }: { entry: TimelineEntry }) {
  const Shown = KINDS[entry.kind] ?? Unknown;
  return <Shown entry={entry} />;
}

const KINDS: Record<string, (props: { entry: TimelineEntry }) => ReactNode> = {
  EmailReceived: Email,
  EmailSent: Email,
  FileHeldBack: FileHeldBack,
  NoteAdded: Note,
  JourneyResumed: JourneyResumed,
  JourneyClosed: JourneyTurned,
  JourneyReopened: JourneyTurned,
  CallbackRequested: CallbackEntry,
  CallbackDone: CallbackEntry,
  TextSent: TextSent,
  NotSent: NotSent,
  SurveyAnswered: SurveyAnswered,
  ...OUTSIDE,
};

function Email({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation(["customers", "common"]);
  const format = useFormat();
  const files = Number(entry.data.attachments ?? 0);
  const agent = field(entry, "agent");
  const sent = agent ? t("email.by", { agent }) : t("email.byFlow");
  return (
    <EntryCard
      at={entry.at}
      icon={
        <span className={classes.icon}>
          <ChannelIcon channel="email" />
        </span>
      }
      title={<bdi>{field(entry, "subject") || t("email.noSubject")}</bdi>}
      under={
        <>
          {entry.kind === "EmailReceived" ? t("email.from", { address: field(entry, "from_address") }) : sent}
          {files > 0 && ` · ${t("email.files", { count: files, shown: format.number(files) })}`}
        </>
      }
      text={field(entry, "excerpt")}
    />
  );
}

/** A file of a mail that the scanner refused. */
function FileHeldBack({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("customers");
  return (
    <ThinLine at={entry.at} icon={IconShieldX}>
      <bdi>{field(entry, "name")}</bdi>: {t("heldBack")}
    </ThinLine>
  );
}

function Note({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("customers");
  return (
    <EntryCard
      at={entry.at}
      icon={<IconNote size={18} stroke={1.6} aria-hidden />}
      title={t("note.by", { author: field(entry, "author") })}
      text={field(entry, "text")}
      note
    />
  );
}

/** What a flow sent by SMS. */
function TextSent({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("customers");
  return (
    <EntryCard
      at={entry.at}
      icon={<IconMessage size={18} stroke={1.6} aria-hidden />}
      title={
        <>
          {t("sent.sms")} <bdi dir="ltr">{field(entry, "to")}</bdi>
        </>
      }
      text={field(entry, "text")}
    />
  );
}

function NotSent({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("customers");
  return (
    <ThinLine at={entry.at} icon={IconMessageX} hint={field(entry, "why")}>
      {t(`notSent.${field(entry, "by") === "email" ? "email" : "sms"}`)} <bdi dir="ltr">{field(entry, "to")}</bdi>
    </ThinLine>
  );
}

function JourneyResumed({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation(["customers", "common"]);
  const how = ["asked", "code", "button", "told"].find((each) => each === field(entry, "how")) ?? "asked";
  const from = ["phone", "chat", "email", "desk"].find((each) => each === field(entry, "from_channel")) ?? "chat";
  return (
    <ThinLine at={entry.at} icon={IconRoute}>
      {t(`resumed.${how as "code"}`, { from: t(`common:channel.${from as "chat"}`) })}
    </ThinLine>
  );
}

function JourneyTurned({ entry }: { entry: TimelineEntry }) {
  const { t, i18n } = useTranslation(["person", "customers"]);
  const agent = field(entry, "agent");
  const outcome = field(entry, "outcome");
  const known = i18n.exists(`customers:disposition.${outcome}`);
  const shown = known ? t(`customers:disposition.${outcome as "solved"}`) : outcome;
  return (
    <ThinLine at={entry.at} icon={IconRoute}>
      {entry.kind === "JourneyClosed" ? t("journey.closed", { agent, outcome: shown }) : t("journey.reopened", { agent })}
    </ThinLine>
  );
}

function SurveyAnswered({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const agent = field(entry, "agent");
  return (
    <ThinLine at={entry.at} icon={IconStar}>
      {t(`survey.${field(entry, "scale") === "nps" ? "nps" : "csat"}`, { score: format.number(Number(entry.data.score ?? 0)) })}
      {agent && ` · ${t("survey.for", { agent })}`}
    </ThinLine>
  );
}

function Unknown({ entry }: { entry: TimelineEntry }) {
  return <ThinLine at={entry.at}>{entry.kind}</ThinLine>;
}
