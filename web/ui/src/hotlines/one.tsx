import { Unread } from "../common/page";
import { useLook } from "../live/live";
import { NotFound } from "../shell/not-found";
import { useHotlines } from "./api";
import { HotlineEditor } from "./editor";

/** One hotline, to be changed. */
export function HotlinePage({ id }: { id: number }) {
  const found = useHotlines();
  useLook({ floor: true });
  if (!found.data) return <Unread query={found} />;
  const hotline = found.data.hotlines.find((each) => each.id === id);
  return hotline ? <HotlineEditor hotline={hotline} /> : <NotFound />;
}
