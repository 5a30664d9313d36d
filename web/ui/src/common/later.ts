import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import { needTexts } from "../i18n";
import type { PageTexts } from "../locales/staff";

/** What is loaded when it is looked at, with the texts that only it needs. */
export function later<Props>(
  load: () => Promise<ComponentType<Props>>,
  ...texts: readonly (keyof PageTexts)[]
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    const [component] = await Promise.all([load(), needTexts(...texts)]);
    return { default: component };
  });
}
