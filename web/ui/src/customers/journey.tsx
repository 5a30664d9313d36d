import { Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { JourneyBrief, JourneyLine } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { Moment } from "../common/moment";
import classes from "./journey.module.css";

/** What the customer wants done, and what they have told us so far: nobody has to ask it again. */
export function Journey({ journey }: { journey: JourneyBrief | JourneyLine }) {
  const { t } = useTranslation("customers");
  const closedAt = "closed_at" in journey ? journey.closed_at : null;
  return (
    <Stack gap={8}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={550} truncate className={classes.topic}>
          {journey.topic_label || t("journey.untitled")}
        </Text>
        <Group gap={8} wrap="nowrap" className={classes.fixed}>
          <Moment at={closedAt ?? journey.opened_at} size="xs" />
          <Badge variant="light" color={closedAt ? "gray" : "thread"} size="sm" radius="sm">
            {closedAt ? t("journey.closed") : t("journey.open")}
          </Badge>
        </Group>
      </Group>
      {journey.answers.length > 0 && (
        <dl className={classes.answers}>
          {journey.answers.map((answer) => (
            <div key={answer.name} className={classes.answer}>
              <dt>{answer.question}</dt>
              <dd>
                <bdi>{answer.label}</bdi>
                <span className={classes.channel}>
                  <ChannelIcon channel={answer.channel} size={14} />
                  <Moment at={answer.at} size="xs" />
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Stack>
  );
}
