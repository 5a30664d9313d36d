import { useTranslation } from "react-i18next";
import { useFormat, useLanguage } from "../format/use";
import type { QueueSettings } from "./api";
import { summaryOf } from "./summary";

/** The rules of a queue in sentences of the page's language. */
export function useSummary(queues: readonly QueueSettings[]): (queue: Pick<QueueSettings, "skills" | "rules">) => string[] {
  const { t } = useTranslation("queues");
  const format = useFormat();
  const language = useLanguage();
  const joined = new Intl.ListFormat(language, { type: "conjunction" });
  return (queue) =>
    summaryOf(queue, {
      t,
      format,
      queue: (key) => queues.find((each) => each.key === key)?.name ?? key,
      list: (parts) => joined.format(parts),
    });
}
