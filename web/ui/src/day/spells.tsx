import { Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Day, Spell } from "../api/schema";
import { Moment } from "../common/moment";
import { useBreakReason } from "../desk/break-reason";
import { PRESENCE_ICONS } from "../desk/status";
import { useFormat } from "../format/use";
import classes from "./day.module.css";

const ORDER: Spell["presence"][] = ["busy", "wrap_up", "ready", "break", "offline"];
/** What is shorter than this is passed through, not been in. */
const SHORT_S = 1;

/** How the time went: in one bar, and stretch by stretch. */
export function Spells({ day }: { day: Day }) {
  const { t } = useTranslation(["day", "desk"]);
  const format = useFormat();
  const reasonText = useBreakReason();
  const total = Object.values(day.seconds).reduce((sum, each) => sum + each, 0);
  const spells = day.spells.filter(({ seconds, by }) => seconds >= SHORT_S || by);
  if (spells.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("handled.empty")}
      </Text>
    );
  }
  return (
    <>
      <div className={classes.bar} role="img" aria-label={ORDER.map((each) => `${t(`desk:presence.${each}`)} ${format.clock(day.seconds[each] ?? 0)}`).join(", ")}>
        {ORDER.map((each) => {
          const seconds = day.seconds[each] ?? 0;
          return (
            <Tooltip key={each} label={`${t(`desk:presence.${each}`)} · ${format.clock(seconds)}`}>
              <span data-presence={each} style={{ flexGrow: total ? seconds / total : 0 }} />
            </Tooltip>
          );
        })}
      </div>
      <ul>
        {spells.slice(0, 40).map((spell) => {
          const Icon = PRESENCE_ICONS[spell.presence];
          return (
            <li key={spell.at + spell.presence} className={classes.line}>
              <Icon size={18} stroke={1.6} aria-hidden />
              <div className={classes.words}>
                <span>
                  {t(`desk:presence.${spell.presence}`)}
                  {spell.reason && ` · ${reasonText(spell.reason)}`}
                </span>
                {spell.by && (
                  <Text size="sm" c="dimmed">
                    {t("spells.by", { name: spell.by })}
                  </Text>
                )}
              </div>
              <Text size="sm" c="dimmed" className="tabular">
                {format.clock(spell.seconds)}
              </Text>
              <Moment at={spell.at} as="time" />
            </li>
          );
        })}
      </ul>
    </>
  );
}
