import { Alert, Button, Group, SegmentedControl, Select, Text, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronLeft } from "@tabler/icons-react";
import { Fragment, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useAct, useFaultText } from "../api/act";
import { Refusal } from "../api/client";
import { keys } from "../api/keys";
import { Head, Page } from "../common/page";
import { useTyped } from "../common/typed";
import { useFlows } from "../flows/api";
import { FLOW_LANGUAGES, useLanguageNames } from "../flows/languages";
import { usualWeek, WeekField, ZoneField } from "../queues/hours-field";
import { changeHotline, type HotlineSettings } from "./api";
import { ownDays } from "./days";
import { type Edits, useEdits } from "./edits";
import { HolidaysField } from "./holidays-field";
import classes from "./hotlines.module.css";
import { OwnDaysField } from "./own-days-field";
import { Dialled } from "./page";
import { Standing } from "./standing";
import { everyDay, isAlways, weekOf } from "./week";

/** What the server refuses → the field that it is about; anything else is said above the form. */
const FIELDS = { never_published: "flow", no_zone: "zone", no_holidays: "country", no_part: "part" } as const;
export type Faults = Partial<Record<"flow" | "zone" | "country" | "part" | "form", string>>;

export function HotlineEditor({ hotline }: { hotline: HotlineSettings }) {
  const { t } = useTranslation("hotlines");
  const faultText = useFaultText();
  const { edits, changed, put, forget } = useEdits(hotline);
  const save = useAct(() => changeHotline(hotline.id, inOrder(edits)), [keys.hotlines, keys.flows]);
  const { typed, drawn, note, forget: forgetTyped } = useTyped();
  const shown = { ...hotline, ...edits };
  const faults: Faults = save.error ? { [fieldOf(save.error)]: faultText(save.error) } : {};
  const change = (edited: Edits) => {
    save.reset();
    put(edited);
  };
  const discard = () => {
    save.reset();
    forget();
    forgetTyped();
  };
  return (
    <Page className={classes.page}>
      <Head
        title={<bdi>{hotline.name}</bdi>}
        badge={<Dialled hotline={hotline} />}
        above={
          <Link to="/hotlines" className={classes.back ?? ""}>
            <IconChevronLeft size={16} className={classes.chevron} aria-hidden />
            {t("title")}
          </Link>
        }
      >
        {null}
      </Head>
      <form
        className={classes.cards}
        onInput={note}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined, {
            onSuccess: () => {
              forget();
              forgetTyped();
              notifications.show({ message: t("saved"), withBorder: true });
            },
          });
        }}
      >
        <section className={classes.now} aria-label={t("now")}>
          <Standing hotline={hotline} />
        </section>
        {faults.form && <Alert color="red"><bdi>{faults.form}</bdi></Alert>}
        <Fragment key={drawn}>
          <Chapter title={t("chapter.who")}>
            <Who shown={shown} fault={faults.flow} change={change} />
          </Chapter>
          <Chapter title={t("chapter.hours")} hint={t("chapter.hoursHint")}>
            <Hours hotline={hotline} shown={shown} fault={faults.zone} change={change} />
          </Chapter>
          <Chapter title={t("chapter.holidays")} hint={t("chapter.holidaysHint")}>
            <HolidaysField hotline={hotline} calendar={shown.calendar} faults={faults} onChange={(calendar) => { change({ calendar }); }} />
          </Chapter>
          <Chapter title={t("chapter.days")} hint={t("chapter.daysHint")}>
            <OwnDaysField calendar={shown.calendar} onChange={(calendar) => { change({ calendar }); }} />
          </Chapter>
        </Fragment>
        <div className={classes.save}>
          <Text size="sm" c="dimmed" role="status">{changed ? t("unsaved") : ""}</Text>
          <Button variant="default" disabled={!changed && !typed} onClick={discard}>{t("undo")}</Button>
          <Button type="submit" disabled={!changed && !typed} loading={save.isPending}>{t("save")}</Button>
        </div>
      </form>
    </Page>
  );
}

/** Days are kept one after the other; while they are typed, they stay where they are. */
function inOrder({ calendar, ...edits }: Edits): Edits {
  if (!calendar) return edits;
  return { ...edits, calendar: { ...calendar, days: ownDays(calendar).sort((one, other) => one.day.localeCompare(other.day)) } };
}

function fieldOf(fault: Error): keyof Faults {
  const code = fault instanceof Refusal ? fault.code : "";
  return code in FIELDS ? FIELDS[code as keyof typeof FIELDS] : "form";
}

function Chapter({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className={classes.card} aria-label={title}>
      <div>
        <Title order={2} size="h3">{title}</Title>
        {hint && <Text size="sm" c="dimmed">{hint}</Text>}
      </div>
      {children}
    </section>
  );
}

interface Part {
  shown: HotlineSettings;
  fault: string | undefined;
  change: (edits: Edits) => void;
}

/** Its name, the flow that answers, and the language in which that begins. */
function Who({ shown, fault, change }: Part) {
  const { t } = useTranslation("hotlines");
  const language = useLanguageNames();
  const flows = useFlows().data ?? [];
  const answering = flows.filter((flow) => flow.live !== null || flow.key === shown.flow_key).map((flow) => ({ value: flow.key, label: flow.name }));
  return (
    <div className={classes.fields}>
      <TextInput
        label={t("name")}
        description={t("nameAbout")}
        inputWrapperOrder={ORDER}
        required
        withAsterisk={false}
        maxLength={120}
        dir="auto"
        value={shown.name}
        onChange={(event) => { change({ name: event.currentTarget.value }); }}
      />
      <Select
        label={t("flow")}
        description={t("flowAbout")}
        inputWrapperOrder={ORDER}
        allowDeselect={false}
        data={answering}
        value={shown.flow_key}
        error={fault}
        onChange={(chosen) => { change({ flow_key: chosen ?? shown.flow_key }); }}
      />
      <Select
        label={t("language")}
        description={t("languageAbout")}
        inputWrapperOrder={ORDER}
        allowDeselect={false}
        data={[...new Set([...FLOW_LANGUAGES, shown.language])].map((value) => ({ value, label: language(value) }))}
        value={shown.language}
        onChange={(chosen) => { change({ language: chosen ?? shown.language }); }}
      />
    </div>
  );
}

const ORDER: ("label" | "input" | "error" | "description")[] = ["label", "input", "error", "description"];

/** Always, or by the week; by which clock is asked in both, since a holiday begins at its midnight. */
function Hours({ hotline, shown, fault, change }: Part & { hotline: HotlineSettings }) {
  const { t } = useTranslation("hotlines");
  const week = weekOf(shown.hours);
  const always = isAlways(week);
  // Whoever chose the week stays in it, even while its days are open around the clock.
  const [byWeek, setByWeek] = useState(!always);
  const choose = (value: string) => {
    setByWeek(value === "week");
    const before = weekOf(hotline.hours);
    if (value === "always") change({ hours: isAlways(before) ? hotline.hours : everyDay(week.zone) });
    else change({ hours: isAlways(before) ? { ...usualWeek(), ...(hotline.hours && { zone: week.zone }) } : hotline.hours });
  };
  return (
    <>
      <Group gap={16} align="flex-end">
        <SegmentedControl
          aria-label={t("chapter.hours")}
          data={[
            { value: "always", label: t("always") },
            { value: "week", label: t("byWeek") },
          ]}
          value={byWeek || !always ? "week" : "always"}
          onChange={choose}
        />
        <ZoneField value={week.zone} fault={fault} onChange={(zone) => { change({ hours: { ...week, zone } }); }} />
      </Group>
      {(byWeek || !always) && <WeekField value={week} onChange={(hours) => { change({ hours }); }} />}
    </>
  );
}
