/** The face of each kind of node: its icon, and the group that it belongs to. */
import {
  IconArrowBackUp, IconArrowFork, IconCalendar, IconCategory, IconClock, IconDoorExit, IconHash, IconHeadset, IconKey, IconLanguage,
  IconListNumbers, IconMessage2, IconMessage2Share, IconMessageQuestion, IconMicrophone, IconPencil, IconPhoneCall,
  IconPhoneOutgoing, IconRoute, IconStar, IconSubtask, IconUsers, IconWorldSearch, type TablerIcon,
} from "@tabler/icons-react";
import { createElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Kind } from "../model/schema";

export type Group = "talk" | "decide" | "hand" | "more";

export const GROUPS: readonly Group[] = ["talk", "decide", "hand", "more"];

const FACES: Readonly<Record<string, [TablerIcon, Group]>> = {
  say: [IconMessage2, "talk"],
  menu: [IconListNumbers, "talk"],
  yes_no: [IconMessageQuestion, "talk"],
  ask: [IconHash, "talk"],
  ask_date: [IconCalendar, "talk"],
  language: [IconLanguage, "talk"],
  code: [IconKey, "talk"],
  who_is_it: [IconUsers, "talk"],
  continue_journey: [IconRoute, "talk"],
  survey: [IconStar, "talk"],
  message: [IconMessage2Share, "talk"],
  hours: [IconClock, "decide"],
  fork: [IconArrowFork, "decide"],
  set: [IconPencil, "decide"],
  look_up: [IconWorldSearch, "decide"],
  sub_flow: [IconSubtask, "decide"],
  back: [IconArrowBackUp, "decide"],
  to_queue: [IconHeadset, "hand"],
  offer_callback: [IconPhoneCall, "hand"],
  transfer: [IconPhoneOutgoing, "hand"],
  voicemail: [IconMicrophone, "hand"],
  goodbye: [IconDoorExit, "hand"],
};

const UNKNOWN: [TablerIcon, Group] = [IconCategory, "more"];

export function KindIcon({ kind, size = 18 }: { kind: string; size?: number }) {
  return createElement((FACES[kind] ?? UNKNOWN)[0], { size, stroke: 1.6, "aria-hidden": true });
}

export const groupOf = (kind: string): Group => (FACES[kind] ?? UNKNOWN)[1];

/** Kinds by group, in the server's order. */
export function grouped(kinds: Iterable<Kind>): [Group, Kind[]][] {
  const all = [...kinds];
  return GROUPS.map((group): [Group, Kind[]] => [group, all.filter((kind) => groupOf(kind.kind) === group)]).filter(
    ([, members]) => members.length > 0,
  );
}

/** Names of kinds and fields in the page's language; the server's own where the texts do not know one yet. */
export function useNames() {
  const { t, i18n } = useTranslation("flows");
  return useMemo(() => {
    const known = (key: string, fallback: string): string =>
      i18n.exists(key, { ns: "flows" }) ? t(key as "title") : fallback;
    const plain = (name: string) => {
      const words = name.replaceAll("_", " ");
      return words.charAt(0).toUpperCase() + words.slice(1);
    };
    return {
      kind: (kind: string, title = "") => known(`kind.${kind}`, title || plain(kind)),
      kindHint: (kind: string, doc = "") => known(`kindHint.${kind}`, doc),
      field: (name: string) => known(`field.${name}`, plain(name)),
      hint: (name: string, description = "") => known(`hint.${name}`, description),
    };
  }, [t, i18n]);
}
