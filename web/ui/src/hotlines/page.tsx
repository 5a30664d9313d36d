import { Badge, Button, Text, Title } from "@mantine/core";
import { IconDeviceLandlinePhone, IconPencil } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Head, Page, Unread } from "../common/page";
import { EmptyState } from "../common/states";
import { useFlows } from "../flows/api";
import { useLanguageNames } from "../flows/languages";
import { useFormat, useWeekdays } from "../format/use";
import { grouped, written } from "../format/week";
import { useLook } from "../live/live";
import { useUser } from "../shell/session";
import { type HotlineSettings, useCountries, useHotlines } from "./api";
import { Connections } from "./connections";
import { daysToCome, regionName } from "./days";
import { useIsEdited } from "./edits";
import classes from "./hotlines.module.css";
import { Standing } from "./standing";
import { isAlways, weekOf } from "./week";

const SHOWN_DAYS = 3;

/** What people dial: whether it is open, who answers, and when; for administrators, the systems that flows may ask. */
export function HotlinesPage() {
  const { t } = useTranslation("hotlines");
  const { role } = useUser();
  const found = useHotlines();
  useLook({ floor: true });
  if (!found.data) return <Unread query={found} />;
  const { hotlines } = found.data;
  return (
    <Page className={classes.page}>
      <Head title={t("title")} what={t("what")}>{null}</Head>
      <div className={classes.cards}>
        {hotlines.length === 0 && <EmptyState icon={IconDeviceLandlinePhone} title={t("none")} />}
        {hotlines.map((hotline) => (
          <Card key={hotline.id} hotline={hotline} />
        ))}
        {role === "admin" && <Connections />}
      </div>
    </Page>
  );
}

function Card({ hotline }: { hotline: HotlineSettings }) {
  const { t } = useTranslation("hotlines");
  const flows = useFlows();
  const language = useLanguageNames();
  const edited = useIsEdited(hotline);
  const flow = flows.data?.find((each) => each.key === hotline.flow_key)?.name ?? hotline.flow_key;
  return (
    <section className={classes.card} aria-label={hotline.name}>
      <header className={classes.head}>
        <div>
          <Title order={2}><bdi>{hotline.name}</bdi></Title>
          <Dialled hotline={hotline} />
        </div>
        <div className={classes.tools}>
          {edited && <Badge variant="light" color="yellow">{t("unsaved")}</Badge>}
          <Button
            component={Link}
            to={`/hotlines/${String(hotline.id)}`}
            variant="default"
            leftSection={<IconPencil size={16} stroke={1.6} />}
            aria-label={t("changeOf", { name: hotline.name })}
          >
            {t("change")}
          </Button>
        </div>
      </header>
      <Standing hotline={hotline} />
      <dl className={classes.facts}>
        <Fact name={t("flow")}><Link to={`/flows/${hotline.flow_key}`}><bdi>{flow}</bdi></Link></Fact>
        <Fact name={t("language")}>{language(hotline.language)}</Fact>
        <Fact name={t("hours")}><Week hotline={hotline} /></Fact>
        <Fact name={t("closedDays")}><ClosedDays hotline={hotline} /></Fact>
      </dl>
    </section>
  );
}

/** What people dial, or that it is the website's chat. */
export function Dialled({ hotline }: { hotline: HotlineSettings }) {
  const { t } = useTranslation("hotlines");
  if (hotline.address === "chat") return <Text size="sm" c="dimmed">{t("chat")}</Text>;
  const { address, shown_number: number } = hotline;
  const bySip = !/^\+?\d+$/.test(address);
  return (
    <Text size="sm" c="dimmed">
      <bdi dir="ltr" className="tabular">{number || (bySip ? "" : address)}</bdi>
      {bySip && number && " · "}
      {bySip && t("bySip", { address: `\u2066${address}\u2069` })}
    </Text>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Week({ hotline }: { hotline: HotlineSettings }) {
  const { t } = useTranslation("hotlines");
  const format = useFormat();
  const { order, nameOf } = useWeekdays("short");
  const week = weekOf(hotline.hours);
  if (isAlways(week)) return t("always");
  return (
    <ul className={classes.lines}>
      {grouped(week, order).map(([first, last, times]) => (
        <li key={first}>
          <span>{first === last ? nameOf(first) : `${nameOf(first)} – ${nameOf(last)}`}</span>
          <span>{times.length > 0 ? <bdi dir="ltr" className="tabular">{written(times, format.wall)}</bdi> : t("closed")}</span>
        </li>
      ))}
      <li className={classes.zone}><span><bdi dir="ltr">{week.zone}</bdi></span></li>
    </ul>
  );
}

/** The next days that are no usual ones. */
function ClosedDays({ hotline }: { hotline: HotlineSettings }) {
  const { t, i18n } = useTranslation("hotlines");
  const format = useFormat();
  const coming = daysToCome(hotline);
  const { country, subdivision } = hotline.calendar;
  const parts = useCountries(Boolean(subdivision)).data?.[country ?? ""] ?? {};
  return (
    <>
      <Text size="sm" mb={4}>{country ? t("holidaysOf", { country: regionName(country, i18n.language) + (subdivision ? ` (${parts[subdivision] ?? subdivision})` : "") }) : t("noHolidays")}</Text>
      <ul className={classes.lines}>
        {coming.slice(0, SHOWN_DAYS).map(({ day, name, open }) => (
          <li key={day}>
            <span className="tabular">{format.date(day)}</span>
            <span>
              <bdi>{name}</bdi>
              {open.length > 0 && <> · <bdi dir="ltr" className="tabular">{written(open, format.wall)}</bdi></>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
