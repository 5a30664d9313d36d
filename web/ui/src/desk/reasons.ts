import { useTranslation } from "react-i18next";
import type { OfferOut } from "../api/schema";

/** Why this agent is asked, where that says something to a person; "" where it was simply their turn. */
export function useReason(offer: OfferOut): string {
  const { t } = useTranslation("desk");
  const why = offer.reasons.why;
  return why === "preferred" || why === "nobody_else" ? t(`why.${why}`) : "";
}
