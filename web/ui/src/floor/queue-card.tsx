import { Group, Text, Title } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FloorQueue } from "../api/schema";
import { useFormat, useNow } from "../format/use";
import classes from "./floor.module.css";

/** One queue. `readAt` is when its numbers were read, so that the longest wait goes on running between two events. */
export function QueueCard({ queue, readAt }: { queue: FloorQueue; readAt: number }) {
  const { t } = useTranslation("floor");
  const format = useFormat();
  const now = useNow();
  const waited = queue.longest_wait_s === null ? null : queue.longest_wait_s + Math.max(0, now - readAt) / 1000;
  return (
    <article className={classes.queue} data-waiting={queue.waiting > 0 || undefined} aria-label={queue.name}>
      <Title order={3}>{queue.name}</Title>
      <Group gap={24} align="flex-end" mt={12}>
        <div>
          <div className={classes.figure}>{format.number(queue.waiting)}</div>
          <Text size="sm" c="dimmed">
            {t("waiting")}
          </Text>
        </div>
        <div>
          <div className={classes.figure}>{waited === null ? "–" : format.clock(waited)}</div>
          <Text size="sm" c="dimmed">
            {t("longest")}
          </Text>
        </div>
      </Group>
      <Group gap={6} mt={16} c={queue.ready === 0 && queue.waiting > 0 ? "var(--tl-warn)" : "dimmed"}>
        <IconUserCheck size={16} stroke={1.6} aria-hidden />
        <Text size="sm">{t("readyTalking", { ready: format.number(queue.ready), talking: format.number(queue.talking) })}</Text>
      </Group>
      {queue.expected_wait_s !== null && (
        <Text size="sm" c="dimmed" mt={8}>
          {t("expected", { time: format.clock(queue.expected_wait_s) })}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={8}>
        {t("lately", { answered: format.number(queue.answered), givenUp: format.number(queue.given_up) })}
      </Text>
      {queue.wait_error_s !== null && (
        <Text size="xs" c="dimmed">
          {t("error", { time: format.duration(queue.wait_error_s) })}
        </Text>
      )}
    </article>
  );
}
