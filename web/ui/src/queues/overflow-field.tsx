import { Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Overflow, QueueSettings } from "./api";
import classes from "./queues.module.css";

interface OverflowProps {
  ways: Overflow[];
  onChange: (ways: Overflow[]) => void;
  others: readonly QueueSettings[];
}

const EVENTS = ["closed", "unstaffed", "full", "waited"] as const;
const FIRST_LIMIT = { closed: null, unstaffed: null, full: 20, waited: 300 } as const;

/** For each event, where the work goes then; empty: it waits on. */
export function OverflowField({ ways, onChange, others }: OverflowProps) {
  const { t } = useTranslation("queues");
  const places = [
    { value: "", label: t("to.stay") },
    { value: "message", label: t("to.message") },
    { value: "flow", label: t("to.flow") },
    ...others.map((queue) => ({ value: `queue:${queue.key}`, label: t("to.queue", { queue: queue.name }) })),
  ];
  const put = (when: Overflow["when"], way: Overflow | null) => {
    onChange(EVENTS.flatMap((event) => (event === when ? (way ? [way] : []) : ways.filter((each) => each.when === event))));
  };
  return (
    <Stack gap={12}>
      {EVENTS.map((when) => {
        const way = ways.find((each) => each.when === when);
        return (
          <div key={when} className={classes.overflow}>
            <Text size="sm">{t(`field.when.${when}`)}</Text>
            <Group gap={8} wrap="nowrap">
              {way && FIRST_LIMIT[when] !== null && (
                <NumberInput
                  w={120}
                  aria-label={t(`field.limit.${when as "full" | "waited"}`)}
                  suffix={when === "waited" ? ` ${t("unit.s")}` : ""}
                  min={1}
                  max={86400}
                  allowDecimal={false}
                  value={way.limit ?? 1}
                  onChange={(value) => {
                    put(when, { ...way, limit: Number(value) || 1 });
                  }}
                />
              )}
              <Select
                flex={1}
                aria-label={t(`field.when.${when}`)}
                data={places}
                value={way ? (way.queue ? `queue:${way.queue}` : way.to) : ""}
                allowDeselect={false}
                onChange={(place) => {
                  if (!place) put(when, null);
                  else {
                    const queue = place.startsWith("queue:") ? place.slice("queue:".length) : null;
                    put(when, { when, to: queue ? "queue" : (place as "message" | "flow"), queue, limit: way?.limit ?? FIRST_LIMIT[when] });
                  }
                }}
              />
            </Group>
          </div>
        );
      })}
      <Text size="xs" c="dimmed">
        {t("field.overflowHint")}
      </Text>
    </Stack>
  );
}
