/** What the demo shop says. */
import type english from "../locales/en/shop.json";
import { byLanguage } from "../locales/languages";

export const SHOP_TEXTS = byLanguage(
  import.meta.glob<typeof english>("../locales/*/shop.json", { eager: true, import: "default" }),
);
