import { useTranslation } from "react-i18next";

/** The name of a reason for a break: ours are translated, the company's own are shown as they were written. */
export function useBreakReason(): (reason: string) => string {
  const { t, i18n } = useTranslation("desk");
  return (reason) => {
    const key = `reason.${reason.toLowerCase()}` as "reason.lunch";
    return i18n.exists(`desk:${key}`) ? t(key) : reason;
  };
}
