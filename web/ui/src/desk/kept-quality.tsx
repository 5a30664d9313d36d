import { Group, Text } from "@mantine/core";
import { IconAntennaBars3, IconAntennaBars5 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { LineQuality } from "../api/schema";
import { useFormat } from "../format/use";
import { POOR_MOS } from "./quality";

/** How the line of each agent of a call was, on the call's record. */
export function KeptQuality({ lines }: { lines: LineQuality[] }) {
  const { t } = useTranslation("desk");
  const format = useFormat();
  const tenth = (value: number) => format.number(Math.round(value * 10) / 10);
  return lines.map((line) => {
    const poor = line.mos_worst < POOR_MOS;
    const Icon = poor ? IconAntennaBars3 : IconAntennaBars5;
    return (
      <Group key={line.agent.id} gap={8} c={poor ? "var(--tl-warn)" : "dimmed"} wrap="nowrap" align="flex-start">
        <Icon size={16} stroke={1.6} aria-hidden style={{ flex: "none", marginBlockStart: 2 }} />
        <Text size="sm">
          {t("quality.kept", {
            name: line.agent.name,
            mos: tenth(line.mos),
            worst: tenth(line.mos_worst),
            loss: format.percent(line.loss),
            rtt: format.number(Math.round(line.rtt_ms)),
            jitter: format.number(Math.round(line.jitter_ms)),
          })}
        </Text>
      </Group>
    );
  });
}
