import { Group, Popover, Text, UnstyledButton } from "@mantine/core";
import { IconAntennaBars3, IconAntennaBars5, IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/use";
import classes from "./quality.module.css";
import { trouble } from "./quality";
import { useAgentDesk } from "./provider";

/** How the line is: one quiet word while it is good, and in plain words what is wrong when it is not. */
export function LineQuality() {
  const { t } = useTranslation("desk");
  const format = useFormat();
  const { quality, phoneState } = useAgentDesk();
  if (!quality) return null;
  const wrong = trouble(quality) ?? phoneState.call?.warned ?? null;
  const Icon = wrong ? IconAntennaBars3 : IconAntennaBars5;
  const figures = [
    ["mos", format.number(Math.round(quality.mos * 10) / 10)],
    ["loss", format.percent(quality.loss)],
    ["rtt", t("quality.ms", { shown: format.number(Math.round(quality.rttMs)) })],
    ["jitter", t("quality.ms", { shown: format.number(Math.round(quality.jitterMs)) })],
  ] as const;
  return (
    <div className={classes.quality}>
      <Popover width={240} withArrow>
        <Popover.Target>
          <UnstyledButton className={classes.word} data-poor={wrong ? true : undefined}>
            <Icon size={18} stroke={1.6} aria-hidden />
            <span>{t(wrong ? "quality.poor" : "quality.good")}</span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          {figures.map(([name, value]) => (
            <Group key={name} justify="space-between">
              <Text size="sm" c="dimmed">
                {t(`quality.${name}`)}
              </Text>
              <Text size="sm" className="tabular">
                {value}
              </Text>
            </Group>
          ))}
        </Popover.Dropdown>
      </Popover>
      {wrong && (
        <p className={classes.warning} role="status">
          <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
          {t(`quality.trouble.${wrong}`)}
        </p>
      )}
    </div>
  );
}
