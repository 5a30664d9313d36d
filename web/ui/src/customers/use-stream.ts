import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { keys } from "../api/keys";
import { useTimelineHead, useTimelineOlder } from "../api/reads";
import type { TimelineEntry } from "../api/schema";
import { gap, merge } from "./blocks";

export interface StreamState {
  entries: TimelineEntry[];
  /** Entries that came while somebody was reading further down. */
  fresh: number;
  showFresh: () => void;
  more: boolean;
  loadMore: () => void;
  loading: boolean;
  loadingMore: boolean;
  fault: Error | null;
  retry: () => void;
}

interface Known {
  /** All entries read so far, newest first, as shown. */
  entries: TimelineEntry[];
  /** Where the older pages begin. */
  cursor: string | null;
}

/** A customer's stream: the newest page is read again at every event, older ones are added below as one scrolls.
 *
 * `hold` is true while somebody reads further down: what comes meanwhile is counted, not pushed in.
 */
export function useStream(customerId: number, hold: boolean, channel = ""): StreamState {
  const client = useQueryClient();
  const head = useTimelineHead(customerId, channel);
  const [known, setKnown] = useState<Known | null>(null);
  const older = useTimelineOlder(customerId, known?.cursor ?? null, channel);

  const fetched = head.data;
  const [seen, setSeen] = useState<typeof fetched>(undefined);
  const knownIds = new Set(known?.entries.map((entry) => entry.id));
  const arrived = fetched?.entries.filter((entry) => !knownIds.has(entry.id)) ?? [];
  const newest = known?.entries[0];
  const additions = newest ? arrived.filter((entry) => entry.at >= newest.at) : arrived;

  const adopt = () => {
    if (!fetched) return;
    if (!known || gap(fetched.entries, known.entries, fetched.next !== null)) {
      if (known) void client.removeQueries({ queryKey: keys.timelineOlder(customerId) });
      setKnown({ entries: fetched.entries, cursor: fetched.next });
    } else {
      setKnown({ ...known, entries: merge(fetched.entries, known.entries) });
    }
    setSeen(fetched);
  };

  // A reading that brings nothing new still renews what is shown (a call that has ended, a transcript).
  if (fetched && fetched !== seen) {
    if (!known || !hold || additions.length === 0) adopt();
  }

  // The same list as before where nothing has changed: whoever draws it may rely on that.
  const entries = useMemo(
    () => merge(known?.entries ?? [], older.data?.pages.flatMap((page) => page.entries) ?? []),
    [known, older.data],
  );
  return {
    entries,
    fresh: known && hold ? additions.length : 0,
    showFresh: adopt,
    more: known?.cursor != null && (older.data === undefined || older.hasNextPage),
    loadMore: () => {
      if (older.isFetching || known?.cursor == null) return;
      void (older.data === undefined ? older.refetch() : older.fetchNextPage());
    },
    loading: head.isPending,
    loadingMore: older.isFetching,
    fault: head.error ?? older.error,
    retry: () => {
      if (head.error) void head.refetch();
      if (older.error) void older.refetch();
    },
  };
}
