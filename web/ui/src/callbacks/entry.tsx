import { IconPhoneCheck, IconPhoneX, IconPhoneOutgoing } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../api/schema";
import { ThinLine } from "../customers/entry-parts";
import { useFormat } from "../format/use";

/** A callback was asked for, or is over: a thin line of the stream. */
export function CallbackEntry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("callbacks");
  const format = useFormat();
  const { outcome, due_at: due, agent } = entry.data;
  const asked = entry.kind === "CallbackRequested";
  const Icon = asked ? IconPhoneOutgoing : outcome === "reached" || outcome === "called_in" ? IconPhoneCheck : IconPhoneX;
  const later = asked && Date.parse(String(due)) - Date.parse(entry.at) > 60_000;
  return (
    <ThinLine at={entry.at} icon={Icon}>
      {asked
        ? t(later ? "entry.askedFor" : "entry.asked", { at: format.moment(String(due)) })
        : t(`outcome.${String(outcome) as "reached"}`)}
      {asked && agent ? ` · ${t("askedBy", { name: String(agent) })}` : ""}
    </ThinLine>
  );
}
