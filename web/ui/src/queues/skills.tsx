import { useTranslation } from "react-i18next";
import { useFormat } from "../format/use";
import classes from "./queues.module.css";

/** Skills with their levels, as far as they go; `nameOf` says what one is called where that is not its key. */
export function Skills({ skills, nameOf, none }: { skills: Readonly<Record<string, number>>; nameOf?: (skill: string) => string; none: string }) {
  const { t } = useTranslation("queues");
  const format = useFormat();
  const all = Object.entries(skills);
  return (
    <span className={classes.skills}>
      {all.map(([skill, level]) => (
        <span key={skill} className={classes.skill}>
          <bdi>{nameOf?.(skill) ?? skill}</bdi>
          <span className={classes.dots} role="img" aria-label={t("field.level", { level: format.number(level) })}>
            {[1, 2, 3, 4, 5].map((dot) => (
              <i key={dot} data-on={dot <= level || undefined} />
            ))}
          </span>
        </span>
      ))}
      {all.length === 0 && <span className={classes.without}>{none}</span>}
    </span>
  );
}
