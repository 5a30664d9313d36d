import { Paper, Progress, Text, Title } from "@mantine/core";
import { IconCheck, IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useDay } from "../api/colleagues";
import type { Day } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { Moment } from "../common/moment";
import { Page, Unread } from "../common/page";
import { EmptyState } from "../common/states";
import { useFormat } from "../format/use";
import classes from "./day.module.css";
import { Spells } from "./spells";

/** One agent's day: goals, what waits, what was done, what was missed and why, and how the time went. */
export function DayPage({ who }: { who: number | "me" }) {
  const { t } = useTranslation("day");
  const day = useDay(who);
  if (!day.data) return <Unread query={day} />;
  return (
    <Page className={classes.page}>
      <Title order={1}>{who === "me" ? t("title") : t("titleOf", { name: day.data.agent.name })}</Title>
      <Figures day={day.data} />
      <div className={classes.columns}>
        <Part title={t("handled.title")}>
          <Handled day={day.data} />
        </Part>
        <div className={classes.side}>
          <Part title={t("callbacks.title")}>
            <Callbacks day={day.data} />
          </Part>
          <Part title={t("lines.title")}>
            <Lines day={day.data} />
          </Part>
          <Part title={t("missed.title")}>
            <Missed day={day.data} />
          </Part>
          <Part title={t("spells.title")}>
            <Spells day={day.data} />
          </Part>
        </div>
      </div>
    </Page>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Paper component="section" withBorder radius="lg" className={classes.part} aria-label={title}>
      <Title order={2} fz="lg" lh="1.5rem" mb={8}>
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function Figures({ day }: { day: Day }) {
  const { t } = useTranslation("day");
  const format = useFormat();
  const { numbers, goals } = day;
  const contacts = numbers.calls + numbers.chats + numbers.emails;
  const share = goals.contacts ? Math.min(1, contacts / goals.contacts) : 0;
  const inGoal = goals.handle_s > 0 && numbers.handle_s !== null && numbers.handle_s <= goals.handle_s;
  return (
    <dl className={classes.figures}>
      <Figure
        name={t("figures.contacts")}
        value={goals.contacts ? t("figures.of", { done: format.number(contacts), goal: format.number(goals.contacts) }) : format.number(contacts)}
        note={t("figures.kinds", { calls: format.number(numbers.calls), chats: format.number(numbers.chats), emails: format.number(numbers.emails) })}
      >
        {goals.contacts > 0 && <Progress value={share * 100} size="sm" mt={8} aria-label={t("figures.contacts")} />}
      </Figure>
      <Figure
        name={t("figures.handle")}
        value={numbers.handle_s === null ? "–" : format.clock(numbers.handle_s)}
        note={goals.handle_s ? t(inGoal ? "figures.inGoal" : "figures.goal", { time: format.clock(goals.handle_s) }) : t("figures.handleNote")}
      />
      <Figure name={t("figures.talk")} value={format.clock(numbers.talk_s)} note={t("figures.talkNote")} />
      <Figure
        name={t("figures.missed")}
        value={format.number(numbers.missed)}
        note={t("figures.notYours", { device: format.number(numbers.device), declined: format.number(numbers.declined) })}
      />
    </dl>
  );
}

function Figure({ name, value, note, children }: { name: string; value: string; note: string; children?: React.ReactNode }) {
  return (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd className={classes.value}>{value}</dd>
      <dd className={classes.note}>{note}</dd>
      {children}
    </div>
  );
}

function Handled({ day }: { day: Day }) {
  const { t, i18n } = useTranslation(["day", "customers"]);
  const format = useFormat();
  if (day.handled.length === 0) return <EmptyState icon={IconPhone} title={t("handled.empty")} />;
  return (
    <ul>
      {day.handled.map((each) => (
        <li key={`${each.kind}:${String(each.id)}:${each.at}`} className={classes.line}>
          <ChannelIcon channel={each.kind} size={18} />
          <div className={classes.words}>
            <Link to={`/customers/${String(each.customer.id)}`} className={classes.name ?? ""}>
              <bdi>{each.customer.name || t("unnamed", { number: format.number(each.customer.id) })}</bdi>
            </Link>
            <Text size="sm" c="dimmed" truncate>
              {each.queue.name}
              {each.disposition &&
                ` · ${i18n.exists(`customers:disposition.${each.disposition}`) ? t(`customers:disposition.${each.disposition as "solved"}`) : each.disposition}`}
            </Text>
          </div>
          <Text size="sm" c="dimmed" className="tabular">
            {each.seconds !== null && format.clock(each.seconds)}
          </Text>
          <Moment at={each.at} as="time" />
        </li>
      ))}
    </ul>
  );
}

function Callbacks({ day }: { day: Day }) {
  const { t } = useTranslation("day");
  const format = useFormat();
  if (day.callbacks.length === 0) return <Text c="dimmed">{t("callbacks.empty")}</Text>;
  return (
    <ul>
      {day.callbacks.map((each) => (
        <li key={`${each.number_shown}:${each.due_at}`} className={classes.line}>
          <div className={classes.words}>
            <Link to={`/customers/${String(each.customer.id)}`} className={classes.name ?? ""}>
              <bdi>{each.customer.name || each.number_shown}</bdi>
            </Link>
            <Text size="sm" c="dimmed">
              {t(each.mine ? "callbacks.mine" : "callbacks.anybody")} · {each.note || each.queue.name}
            </Text>
          </div>
          <Text size="sm" c={each.state === "in_line" ? "var(--tl-warn)" : "dimmed"} className="tabular">
            {each.state === "in_line" ? t("callbacks.inLine") : format.moment(each.due_at)}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function Missed({ day }: { day: Day }) {
  const { t, i18n } = useTranslation(["day", "desk"]);
  const format = useFormat();
  if (day.missed.length === 0)
    return (
      <Text c="dimmed" className={classes.nothing}>
        <IconCheck size={18} stroke={1.6} aria-hidden />
        {t("missed.empty")}
      </Text>
    );
  return (
    <ul>
      {day.missed.map((each) => (
        <li key={each.at} className={classes.line}>
          <ChannelIcon channel={each.kind} size={18} />
          <div className={classes.words}>
            <span className={classes.name}>
              <bdi>{each.customer.name || t("unnamed", { number: format.number(each.customer.id) })}</bdi>
            </span>
            <Text size="sm" c={each.why === "missed" ? "var(--tl-warn)" : "dimmed"}>
              {t(`missed.${each.why}`)}
              {i18n.exists(`desk:decline.${each.reason}`) && ` · ${t(`desk:decline.${each.reason as "other"}`)}`}
            </Text>
          </div>
          <Moment at={each.at} as="time" />
        </li>
      ))}
    </ul>
  );
}

function Lines({ day }: { day: Day }) {
  const { t } = useTranslation("day");
  const format = useFormat();
  return (
    <ul>
      {day.lines.map(({ queue, waiting, longest_wait_s }) => (
        <li key={queue.key} className={classes.line}>
          <span className={classes.words}>{queue.name}</span>
          <Text size="sm" c={waiting > 0 ? "var(--tl-warn)" : "dimmed"}>
            {waiting === 0
              ? t("lines.nobody")
              : t("lines.waiting", { count: waiting, shown: format.number(waiting), time: format.clock(longest_wait_s ?? 0) })}
          </Text>
        </li>
      ))}
    </ul>
  );
}
