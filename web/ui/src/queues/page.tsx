import { Unread } from "../common/page";
import { useLook } from "../live/live";
import { NotFound } from "../shell/not-found";
import { useQueues } from "./api";
import { QueueEditor } from "./editor";

/** The page of one queue. */
export function QueuePage({ queueKey }: { queueKey: string }) {
  const queues = useQueues();
  useLook({ floor: true });
  if (!queues.data) return <Unread query={queues} />;
  const queue = queues.data.queues.find((each) => each.key === queueKey);
  if (!queue) return <NotFound />;
  return <QueueEditor queue={queue} all={queues.data} />;
}
