import { useTranslation } from "react-i18next";
import { useHouse, useNameOf } from "../api/house";

/** The name of a reason: a supervisor's own word for a break, or ours for what came by itself. */
export function useBreakReason(): (reason: string) => string {
  const { t, i18n } = useTranslation("desk");
  const nameOf = useNameOf();
  const reasons = useHouse().data?.break_reasons ?? [];
  return (reason) => {
    const own = reasons.find(({ key }) => key === reason);
    if (own) return nameOf(own.names);
    const key = `reason.${reason.toLowerCase()}` as "reason.missed";
    return i18n.exists(`desk:${key}`) ? t(key) : reason;
  };
}
