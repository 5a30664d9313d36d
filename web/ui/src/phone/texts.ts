/** What the page of the test phone says. */
import type english from "../locales/en/phone.json";
import { byLanguage } from "../locales/languages";

export const PHONE_TEXTS = byLanguage(
  import.meta.glob<typeof english>("../locales/*/phone.json", { eager: true, import: "default" }),
);
