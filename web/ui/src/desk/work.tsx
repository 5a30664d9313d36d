import { Button, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { IconAdjustmentsHorizontal, IconInbox } from "@tabler/icons-react";
import { EmptyState } from "../common/states";
import { useAgentDesk } from "./provider";
import { ParkedCallers } from "./parked";
import { openSettings } from "./settings";
import { Status } from "./status";
import { Truth } from "./truth";
import { WorkItem } from "./work-item";
import classes from "./work.module.css";

/** The left column: what I am, whether calls can reach me, and what I work on. */
export function Work({ onChoose }: { onChoose: (key: string) => void }) {
  const { t } = useTranslation("desk");
  const { desk, lines, active } = useAgentDesk();
  if (!desk) return null;
  return (
    <Stack gap={0} h="100%">
      <div className={classes.status}>
        <Status agent={desk.agent} />
        <Truth />
        <Button
          variant="subtle"
          color="gray"
          fw={400}
          c="dimmed"
          size="compact-sm"
          fz="sm"
          ms={4}
          mih={32}
          justify="flex-start"
          w="fit-content"
          leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.6} />}
          onClick={openSettings}
        >
          {t("settings.title")}
        </Button>
      </div>
      <div className={classes.heading}>
        <Text component="h2" size="sm" fw={600} c="dimmed" m={0}>
          {t("work.title")}
        </Text>
      </div>
      {lines.length === 0 ? (
        <EmptyState icon={IconInbox} title={t("work.empty")} hint={t("work.emptyHint")} />
      ) : (
        <ul className={classes.list}>
          {lines.map((line) => (
            <li key={line.key}>
              <WorkItem
                line={line}
                current={line.key === active?.key}
                onClick={() => {
                  onChoose(line.key);
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <ParkedCallers />
    </Stack>
  );
}
