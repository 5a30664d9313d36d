/** Everything that the widget says. */
import type english from "../locales/en/widget.json";
import { byLanguage } from "../locales/languages";

export type Texts = typeof english;

export const TEXTS = byLanguage(import.meta.glob<Texts>("../locales/*/widget.json", { eager: true, import: "default" }));
