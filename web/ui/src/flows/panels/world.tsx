import { Chip, Group, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useEditing } from "../editor-context";
import { useLanguageNames } from "../languages";
import { type Flow, isRecord, without } from "../model/flow";
import classes from "./simulator.module.css";
import type { Simulator } from "./use-simulator";

type Facts = Readonly<Record<string, unknown>>;

/** What a supervisor can suppose about the world: each is a few facts. */
const SUPPOSED = {
  night: () => ({ open_now: false }),
  known: () => ({ customer_known: true, customer_name: "Leila" }),
  journey: (flow: Flow) => ({ customer_known: true, open_journey: journeyIn(flow) }),
  // A name in each language's letters: a voice offers those that it can say.
  household: () => ({ may_be: ["Nora", "امید", "Вера", "นิดา"].map((name, place) => ({ id: place + 1, name })) }),
  full: () => ({ agents_ready: 0, queue_length: 12, expected_wait_s: 900 }),
  chat: () => ({ channel: "chat" }),
} as const;

type Supposed = keyof typeof SUPPOSED;
const NAMES = Object.keys(SUPPOSED) as Supposed[];

/** An open journey about the first thing that this flow's menu knows. */
function journeyIn(flow: Flow) {
  const menu = flow.nodes.find((node) => node.kind === "menu" && node.topic === true);
  const option = Array.isArray(menu?.options) ? menu.options.find(isRecord) : undefined;
  const labels = isRecord(option?.phrase) ? option.phrase : option?.label;
  return {
    topic: String(option?.value ?? option?.key ?? "order"),
    topic_labels: isRecord(labels) ? labels : {},
    last_channel: "chat",
    minutes_ago: 5,
  };
}

export function WorldChips({ simulator }: { simulator: Simulator }) {
  const { t } = useTranslation("flows");
  const nameOf = useLanguageNames();
  const { flow } = useEditing();
  const { world, setWorld } = simulator;
  const on = NAMES.filter((name) => Object.keys(SUPPOSED[name](flow)).every((fact) => fact in world.facts));
  const put = (names: string[]) => {
    const supposed = NAMES.filter((name) => names.includes(name)).reduce<Facts>((all, name) => ({ ...all, ...SUPPOSED[name](flow) }), {});
    const { language } = world.facts;
    setWorld({ ...world, facts: language === undefined ? supposed : { ...supposed, language } });
  };
  return (
    <div className={classes.world}>
      <Chip.Group multiple value={on} onChange={put}>
        <Group gap={6} role="group" aria-label={t("try.suppose")}>
          {NAMES.map((name) => (
            <Chip key={name} value={name} size="xs" variant="light">
              {t(`try.world.${name}`)}
            </Chip>
          ))}
          {flow.languages.length > 1 && (
            <Select
              size="xs"
              w={156}
              aria-label={t("try.speaks")}
              data={[{ value: "", label: t("try.anyLanguage") }, ...flow.languages.map((code) => ({ value: code, label: t("try.speaksOne", { language: nameOf(code) }) }))]}
              value={typeof world.facts.language === "string" ? world.facts.language : ""}
              allowDeselect={false}
              onChange={(chosen) => {
                setWorld({ ...world, facts: chosen ? { ...world.facts, language: chosen } : without(world.facts, "language") });
              }}
            />
          )}
        </Group>
      </Chip.Group>
    </div>
  );
}
