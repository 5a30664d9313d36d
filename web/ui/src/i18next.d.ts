import "i18next";
import type { PageTexts, staffTexts } from "./locales/staff";

// Makes a key that is not in the English texts a type error. A page with texts of its own adds its namespaces there.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: (typeof staffTexts)["en"] & PageTexts;
  }
}
