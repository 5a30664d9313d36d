import { useTranslation } from "react-i18next";
import type { CustomerBrief } from "../api/schema";
import { useFormat } from "../format/use";

type Named = Pick<CustomerBrief, "shown_name" | "identities">;

/** What to call a customer. Of a caller without a number, or a visitor, the server knows only its own number for them. */
export function useCustomerName(): (customer: Named) => string {
  const format = useFormat();
  const { t } = useTranslation("customers");
  return ({ shown_name, identities }) => {
    const number = /^#(\d+)$/.exec(shown_name)?.[1];
    if (number === undefined) return shown_name;
    const visitor = identities.some((identity) => identity.kind === "visitor");
    return t(visitor ? "visitor" : "unknown", { number: format.number(Number(number)) });
  };
}
