/** What somebody has changed of a hotline and not saved: it survives a reload, and other pages in between. */
import { useWarnOfUnsaved } from "../common/warn-of-unsaved";
import { useDraft } from "../desk/drafts";
import type { HotlineSettings } from "./api";

export type Edits = Partial<Pick<HotlineSettings, "name" | "flow_key" | "language" | "hours" | "calendar">>;

/** Only what differs is an edit, so that saving one thing never takes back what a colleague saved of another. */
export function useEdits(hotline: HotlineSettings) {
  const [kept, keep] = useDraft(`hotline.${String(hotline.id)}`);
  const edits = differing(kept ? (JSON.parse(kept) as Edits) : {}, hotline);
  const changed = Object.keys(edits).length > 0;
  useWarnOfUnsaved(changed);
  return {
    edits,
    changed,
    put: (change: Edits) => {
      keep(JSON.stringify(differing({ ...edits, ...change }, hotline)));
    },
    forget: () => {
      keep("");
    },
  };
}

export function useIsEdited(hotline: HotlineSettings): boolean {
  const [kept] = useDraft(`hotline.${String(hotline.id)}`);
  return kept !== "" && kept !== "{}";
}

function differing(edits: Edits, hotline: HotlineSettings): Edits {
  const names = Object.keys(edits) as (keyof Edits)[];
  return Object.fromEntries(names.filter((name) => JSON.stringify(edits[name]) !== JSON.stringify(hotline[name])).map((name) => [name, edits[name]]));
}
