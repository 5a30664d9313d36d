/** A queue's rules in sentences, for people who do not want to read a form. */
import type { TFunction } from "i18next";
import type { useFormat } from "../format/use";
import type { Overflow, QueueSettings, Widening } from "./api";

interface Words {
  t: TFunction<"queues">;
  format: ReturnType<typeof useFormat>;
  /** Key → the queue's name. */
  queue: (key: string) => string;
  /** "a, b and c" in the language of the page. */
  list: (parts: string[]) => string;
}

export function summaryOf({ skills, rules }: Pick<QueueSettings, "skills" | "rules">, words: Words): string[] {
  const { t, format } = words;
  const needs = skillsIn(skills, words);
  return [
    needs ? t("says.needs", { skills: needs }) : t("says.anybody"),
    rules.language === "ignore" ? "" : t(`says.language.${rules.language}`),
    Object.keys(rules.prefers).length > 0 ? t("says.prefers", { skills: skillsIn(rules.prefers, words) }) : "",
    t(`says.pick.${rules.pick}`),
    rules.alone ? t("says.alone") : "",
    rules.prefer_s > 0 ? t("says.last", { time: format.duration(rules.prefer_s) }) : "",
    ...rules.widening.map((step) => widened(step, words)),
    rules.ageing_s > 0 ? t("says.ageing", { time: format.duration(rules.ageing_s) }) : "",
    rules.hours ? t("says.hours") : "",
    ...rules.overflow.map((way) => overflows(way, words)),
  ].filter(Boolean);
}

function skillsIn(skills: Record<string, number>, { t, format, list }: Words, told = 2): string {
  return list(
    Object.entries(skills).map(([skill, level]) =>
      level >= told ? t("says.level", { skill, level: format.number(level) }) : skill,
    ),
  );
}

function widened(step: Widening, words: Words): string {
  const { t, format, list, queue } = words;
  const lower = Object.fromEntries(Object.entries(step.levels).filter(([, level]) => level > 0));
  const dropped = Object.keys(step.levels).filter((skill) => step.levels[skill] === 0);
  const changes = [
    Object.keys(lower).length > 0 ? t("says.lower", { skills: skillsIn(lower, words, 1) }) : "",
    dropped.length > 0 ? t("says.dropped", { skills: list(dropped) }) : "",
    step.language === "keep" ? "" : t(`says.loosen.${step.language}`),
    step.joins.length > 0 ? t("says.joins", { queues: list(step.joins.map(queue)) }) : "",
  ].filter(Boolean);
  return changes.length > 0 ? t("says.after", { time: format.duration(step.after_s), changes: changes.join("; ") }) : "";
}

function overflows(way: Overflow, { t, format, queue }: Words): string {
  const limit = way.limit ?? 0;
  const event = t(`says.when.${way.when}`, {
    limit: way.when === "waited" ? format.duration(limit) : format.number(limit),
  });
  return t("says.overflow", { event, where: way.queue ? queue(way.queue) : t(`to.${way.to}`) });
}
