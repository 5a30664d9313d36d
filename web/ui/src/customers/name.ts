import { useTranslation } from "react-i18next";

/** What to call a customer. Of somebody who hid their number the server knows only its own number for them. */
export function useCustomerName(): (customer: { shown_name: string }) => string {
  const { t } = useTranslation("customers");
  return ({ shown_name }) => {
    const number = /^#(\d+)$/.exec(shown_name)?.[1];
    return number === undefined ? shown_name : t("unknown", { number });
  };
}
