import { Text, Tooltip, type TextProps } from "@mantine/core";
import { useFormat, useNow } from "../format/use";

/** A time, relative; the absolute one on hover. `as="time"` shows the time of day instead. */
export function Moment({ at, as = "ago", ...text }: { at: string; as?: "ago" | "time" } & TextProps) {
  const format = useFormat();
  const now = useNow();
  return (
    <Tooltip label={format.moment(at)}>
      <Text component="time" dateTime={at} size="sm" c="dimmed" {...text}>
        {as === "ago" ? format.ago(at, now) : format.timeOfDay(at)}
      </Text>
    </Tooltip>
  );
}

/** Minutes and seconds since a moment, running. */
export function Timer({ since, ...text }: { since: string | number } & TextProps) {
  const format = useFormat();
  const now = useNow();
  const from = typeof since === "number" ? since : Date.parse(since);
  return (
    <Text component="span" inherit={text.size === undefined} role="timer" aria-live="off" {...text}>
      {format.clock((now - from) / 1000)}
    </Text>
  );
}
