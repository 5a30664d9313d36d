import { Group, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RatingOut } from "../../api/schema";
import { useFormat } from "../../format/use";
import classes from "./profile.module.css";

const MOST: Record<string, number> = { csat: 5, nps: 10 };

/** The latest ratings as bars, oldest first: whether they are more or less content than they were. */
export function Satisfaction({ ratings }: { ratings: RatingOut[] }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const said = (rating: RatingOut) =>
    t("profile.rating", { score: format.number(rating.score), most: format.number(MOST[rating.scale] ?? 5) });
  const last = ratings.at(-1);
  return (
    <Group justify="space-between" align="flex-end" wrap="nowrap">
      <div>
        <Text size="sm" c="dimmed">
          {t("profile.satisfaction")}
        </Text>
        {last && <Text fw={550}>{said(last)}</Text>}
      </div>
      <div className={classes.trend} role="img" aria-label={ratings.map(said).join(", ")}>
        {ratings.map((rating) => {
          const share = rating.score / (MOST[rating.scale] ?? 5);
          return (
            <Tooltip key={rating.at} label={said(rating)}>
              <span
                className={classes.bar}
                data-low={share < 0.6 || undefined}
                style={{ blockSize: `${String(Math.round(share * 100))}%` }}
              />
            </Tooltip>
          );
        })}
      </div>
    </Group>
  );
}
