import { Button, Text } from "@mantine/core";
import { IconArrowUp, IconTimeline } from "@tabler/icons-react";
import { memo, useDeferredValue, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../api/schema";
import { More, useOnScreen } from "../common/on-screen";
import { EmptyState, ErrorState, LoadingLines } from "../common/states";
import { useFormat, useNow } from "../format/use";
import { type Block, blocksOf } from "./blocks";
import { CallCard } from "./call-card";
import { ChatBlock } from "./chat-block";
import { EntryLine } from "./entry-line";
import classes from "./stream.module.css";
import { useStream } from "./use-stream";

/** Everything that happened with a customer, newest first: on every channel, or on one. */
export function Stream({ customerId, channel = "" }: { customerId: number; channel?: string }) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const [top, atTop] = useOnScreen();
  const stream = useStream(customerId, atTop === false, channel);
  const start = useRef<HTMLDivElement>(null);
  // A call that rings is on the screen before fifty cards below it are drawn.
  const entries = useDeferredValue(stream.entries, NOTHING);

  if (stream.loading || (entries.length === 0 && stream.entries.length > 0)) return <LoadingLines count={4} height={72} />;
  if (stream.fault && stream.entries.length === 0) return <ErrorState fault={stream.fault} onRetry={stream.retry} />;
  if (stream.entries.length === 0)
    return <EmptyState icon={IconTimeline} title={t("stream.empty")} hint={channel ? undefined : t("stream.emptyHint")} />;

  return (
    <div className={classes.stream} ref={start}>
      <div ref={top} className={classes.sentinel} />
      {stream.fresh > 0 && (
        <div className={classes.fresh}>
          <Button
            size="sm"
            radius="xl"
            leftSection={<IconArrowUp size={16} />}
            onClick={() => {
              stream.showFresh();
              start.current?.scrollIntoView({ block: "start" });
            }}
          >
            {t("stream.fresh", { count: stream.fresh, shown: format.number(stream.fresh) })}
          </Button>
        </div>
      )}
      <Blocks entries={entries} />
      <More more={stream.more} loading={stream.loadingMore} load={stream.loadMore} />
      {!stream.more && (
        <Text size="sm" c="dimmed" ta="center" py="md">
          {t("stream.end")}
        </Text>
      )}
    </div>
  );
}

const NOTHING: TimelineEntry[] = [];

const Blocks = memo(function Blocks({ entries }: { entries: TimelineEntry[] }) {
  const { t } = useTranslation("customers");
  return (
    <ol className={classes.list} aria-label={t("stream.title")}>
      {blocksOf(entries).map((block) => (
        <StreamBlock key={block.key} block={block} />
      ))}
    </ol>
  );
});

function StreamBlock({ block }: { block: Block }) {
  const format = useFormat();
  const now = useNow();
  if (block.type === "day")
    return (
      <li className={classes.day}>
        <Text component="h4" size="sm" fw={600} c="dimmed" m={0}>
          {format.dayHeading(block.at, now)}
        </Text>
      </li>
    );
  if (block.type === "chat") return <ChatBlock entries={block.entries} />;
  if (block.entry.call) return <CallCard call={block.entry.call} />;
  return <EntryLine entry={block.entry} />;
}
