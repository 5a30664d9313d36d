import { Badge, Stack, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat, useLanguage } from "../format/use";
import type { Why } from "./api";
import classes from "./why.module.css";

const REASONS = ["not_ready", "not_seen", "no_voice", "on_call", "full", "other_work", "lacks_skill", "offered_other_work"] as const;
const RULES = ["preferred", "nobody_else", "longest_idle", "fewest_handled", "best_skilled"] as const;

/** Who was chosen, by which rule; who else could; and why the others could not. */
export function WhyBlock({ why }: { why: Why }) {
  const { t } = useTranslation("queues");
  const format = useFormat();
  const rule = fitsBest(why) ? "fits" : RULES.find((each) => each === why.why);
  return (
    <Stack gap={12}>
      <Text size="sm">
        {why.chosen && rule ? t(`why.${rule}`, { name: why.chosen.name }) : why.waits_for ? t("why.waitsFor", { name: why.waits_for.name }) : t("why.nobody")}
      </Text>
      {why.considered.length > 0 && (
        <ol className={classes.ranked} aria-label={t("why.considered")}>
          {why.considered.map((one) => (
            <li key={one.agent.id} data-chosen={one.agent.id === why.chosen?.id || undefined}>
              <span className={classes.name}>
                <bdi>{one.agent.name}</bdi>
                {one.agent.id === why.chosen?.id && <IconArrowRight size={14} className={classes.arrow} aria-label={t("why.chosen")} />}
              </span>
              <span className={classes.facts}>
                <span>{t("why.idle", { time: format.clock(one.idle_s) })}</span>
                {one.open > 0 && <span>{t("why.open", { number: format.number(one.open) })}</span>}
                {why.pick === "fewest_handled" && <span>{t("why.handled", { number: format.number(one.handled) })}</span>}
                {why.pick === "best_skilled" && <span>{t("why.level", { level: format.number(one.level) })}</span>}
                {one.liked > 0 && <span>{t("why.liked", { number: format.number(one.liked) })}</span>}
                {one.way > 0 && <span>{t("why.joined")}</span>}
                {one.again && <span>{t("why.again")}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
      {why.considered_count > why.considered.length && (
        <Text size="xs" c="dimmed">
          {t("why.more", { number: format.number(why.considered_count - why.considered.length) })}
        </Text>
      )}
      <PassedOver why={why} />
    </Stack>
  );
}

/** Whether what is asked for decided, before idleness and the like could. */
function fitsBest({ why, considered }: Why): boolean {
  const [first, second] = considered;
  if (!first || !second || second.again || why === "preferred" || why === "nobody_else") return false;
  return first.way < second.way || first.liked > second.liked;
}

function PassedOver({ why }: { why: Why }) {
  const { t } = useTranslation("queues");
  const format = useFormat();
  const joined = new Intl.ListFormat(useLanguage(), { type: "conjunction" });
  if (why.passed_over.length === 0) return null;
  return (
    <ul className={classes.passed} aria-label={t("why.passedOver")}>
      {why.passed_over.map(({ reason, count, agents }) => {
        const names = agents.map((agent) => agent.name);
        const known = REASONS.find((each) => each === reason);
        return (
          <li key={reason}>
            <Badge variant="light" color="gray" fw={500}>
              {known ? t(`reason.${known}`) : reason}
            </Badge>
            <bdi>{joined.format(count > names.length ? [...names, t("why.others", { number: format.number(count - names.length) })] : names)}</bdi>
          </li>
        );
      })}
    </ul>
  );
}
