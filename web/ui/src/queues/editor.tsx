import { Button, NumberInput, Paper, Select, SimpleGrid, Stack, Switch, Text, TextInput, Title } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { Head, Page } from "../common/page";
import { useTyped } from "../common/typed";
import { useFlows } from "../flows/api";
import { directionOf } from "../format/direction";
import { CODES, LANGUAGES } from "../locales/languages";
import { type QueueIn, type QueueSettings, type QueuesOut, type Rules, saveQueue } from "./api";
import { HoursField } from "./hours-field";
import { LevelsField } from "./levels-field";
import { OverflowField } from "./overflow-field";
import { PreviewPanel } from "./preview";
import classes from "./queues.module.css";
import { useSummary } from "./use-summary";
import { WideningField } from "./widening-field";

const PICKS = ["longest_idle", "fewest_handled", "best_skilled"] as const;
const LANGUAGE = ["ignore", "prefer", "require"] as const;

const CALLED_FIRST = ["agent", "customer"] as const;

/** One queue's rules, what they mean in sentences, and who would get a call by them now. */
export function QueueEditor({ queue, all }: { queue: QueueSettings; all: QueuesOut }) {
  const { t } = useTranslation("queues");
  const form = useId();
  const [draft, setDraft] = useState<QueueIn>(() => inputOf(queue));
  const { typed, drawn, note, forget } = useTyped();
  const save = useAct(async () => saveQueue(queue.key, draft), [keys.queues, keys.floor]);
  const summary = useSummary(all.queues);
  const put = (change: Partial<QueueIn>) => {
    setDraft((now) => ({ ...now, ...change }));
  };
  const rule = (change: Partial<Rules>) => {
    setDraft((now) => ({ ...now, rules: { ...now.rules, ...change } }));
  };
  const published = (useFlows().data ?? []).filter((flow) => flow.live !== null);
  const others = all.queues.filter((each) => each.key !== queue.key);
  const changed = JSON.stringify(draft) !== JSON.stringify(inputOf(queue));
  const { rules } = draft;
  const skills = draft.skills ?? {};
  return (
    <Page>
      <Head
        title={queue.name}
        above={
          <Link to="/queues" className={classes.back ?? ""}>
            <IconChevronLeft size={16} className={classes.chevron} aria-hidden />
            {t("title")}
          </Link>
        }
      >
          <Button
            variant="default"
            disabled={!changed && !typed}
            onClick={() => {
              setDraft(inputOf(queue));
              forget();
            }}
          >
            {t("undo")}
          </Button>
          <Button type="submit" form={form} disabled={!changed && !typed} loading={save.isPending}>
            {t("save")}
          </Button>
      </Head>
      <div className={classes.columns}>
        <form
          key={drawn}
          id={form}
          onInput={note}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate(undefined, { onSuccess: forget });
          }}
        >
          <Stack gap={16}>
            <Chapter title={t("chapter.inWords")}>
              <ul className={classes.sentences}>
                {summary({ skills, rules }).map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </Chapter>
            <Chapter title={t("chapter.who")}>
              <LevelsField label={t("field.skills")} hint={t("field.skillsHint")} value={skills} known={all.known} onChange={(value) => { put({ skills: value }); }} />
              <LevelsField label={t("field.prefers")} hint={t("field.prefersHint")} value={rules.prefers} known={all.known} onChange={(prefers) => { rule({ prefers }); }} />
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                <Select
                  label={t("field.language")}
                  data={LANGUAGE.map((each) => ({ value: each, label: t(`language.${each}`) }))}
                  value={rules.language}
                  allowDeselect={false}
                  onChange={(value) => { rule({ language: value as Rules["language"] }); }}
                />
                <Select
                  label={t("field.pick")}
                  data={PICKS.map((each) => ({ value: each, label: t(`pick.${each}`) }))}
                  value={rules.pick}
                  allowDeselect={false}
                  onChange={(value) => { rule({ pick: value as Rules["pick"] }); }}
                />
              </SimpleGrid>
              <Switch label={t("field.alone")} checked={rules.alone} onChange={(event) => { rule({ alone: event.currentTarget.checked }); }} />
              <Amount label={t("field.last")} value={rules.prefer_s} onChange={(prefer_s) => { rule({ prefer_s }); }} unit={t("unit.s")} />
            </Chapter>
            <Chapter title={t("chapter.widening")} hint={t("chapter.wideningHint")}>
              <WideningField steps={rules.widening} known={all.known} others={others} onChange={(widening) => { rule({ widening }); }} />
            </Chapter>
            <Chapter title={t("chapter.turn")}>
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                <Amount label={t("field.ageing")} hint={t("field.ageingHint")} value={rules.ageing_s} most={3600} onChange={(ageing_s) => { rule({ ageing_s }); }} unit={t("unit.s")} />
                <Amount label={t("field.value")} hint={t("field.valueHint")} value={rules.value_points} most={100} onChange={(value_points) => { rule({ value_points }); }} />
                <Amount label={t("field.short")} hint={t("field.shortHint")} value={rules.short_s} most={60} onChange={(short_s) => { rule({ short_s }); }} unit={t("unit.s")} />
              </SimpleGrid>
            </Chapter>
            <Chapter title={t("chapter.overflow")}>
              <HoursField value={rules.hours} onChange={(hours) => { rule({ hours }); }} />
              <OverflowField ways={rules.overflow} others={others} onChange={(overflow) => { rule({ overflow }); }} />
            </Chapter>
            <Chapter title={t("chapter.name")}>
              <SimpleGrid cols={{ base: 1, sm: 2 }}>
                {CODES.map((code) => (
                  <TextInput
                    key={code}
                    label={LANGUAGES[code].name}
                    dir={directionOf(draft.names[code] ?? "")}
                    maxLength={80}
                    value={draft.names[code] ?? ""}
                    onChange={(event) => {
                      const names = { ...draft.names, [code]: event.currentTarget.value };
                      put({ names: Object.fromEntries(Object.entries(names).filter(([, name]) => name)) });
                    }}
                  />
                ))}
                <Amount label={t("field.ring")} value={draft.ring_s} least={5} most={120} onChange={(ring_s) => { put({ ring_s }); }} unit={t("unit.s")} />
                <Amount label={t("field.wrapUp")} value={draft.wrap_up_s} most={1800} onChange={(wrap_up_s) => { put({ wrap_up_s }); }} unit={t("unit.s")} />
                <Select
                  label={t("field.survey")}
                  description={t("field.surveyHint")}
                  placeholder={t("field.noSurvey")}
                  clearable
                  data={published.map((flow) => ({ value: flow.key, label: flow.name }))}
                  value={draft.survey_flow}
                  onChange={(survey_flow) => {
                    put({ survey_flow });
                  }}
                />
                <Select
                  label={t("field.callbackFirst")}
                  description={t("field.callbackFirstHint")}
                  allowDeselect={false}
                  data={CALLED_FIRST.map((value) => ({ value, label: t(`field.calledFirst.${value}`) }))}
                  value={draft.callback_first ?? "agent"}
                  onChange={(chosen) => {
                    put({ callback_first: CALLED_FIRST.find((each) => each === chosen) ?? "agent" });
                  }}
                />
              </SimpleGrid>
            </Chapter>
          </Stack>
        </form>
        <div className={classes.aside}>
          <PreviewPanel queue={queue.key} draft={{ skills, rules }} agents={all.agents} />
        </div>
      </div>
    </Page>
  );
}

function inputOf({ names, skills, ring_s, wrap_up_s, rules, survey_flow, callback_first }: QueueSettings): QueueIn {
  return { names, skills, ring_s, wrap_up_s, rules, survey_flow, callback_first };
}

function Chapter({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <Paper withBorder radius="lg" p={24} component="section" aria-label={title}>
      <Stack gap={16}>
        <div>
          <Title order={2} size="h3">
            {title}
          </Title>
          {hint && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}

interface AmountProps {
  label: string;
  hint?: string;
  value: number;
  least?: number;
  most?: number;
  unit?: string;
  onChange: (value: number) => void;
}

function Amount({ label, hint, value, least = 0, most = 3600, unit = "", onChange }: AmountProps) {
  return (
    <NumberInput
      label={label}
      description={hint}
      suffix={unit && ` ${unit}`}
      min={least}
      max={most}
      allowDecimal={false}
      value={value}
      onChange={(number) => {
        onChange(Number(number) || least);
      }}
    />
  );
}
