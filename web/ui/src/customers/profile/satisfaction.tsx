import { Group, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RatingOut } from "../../api/schema";
import { useFormat } from "../../format/use";
import classes from "./profile.module.css";

/** Scale → its highest score, and the highest with which nobody is content. */
const SCALES = { csat: { most: 5, low: 2 }, nps: { most: 10, low: 6 } } as const;

type Scale = keyof typeof SCALES;

/** The latest ratings as bars, oldest first and each scale by itself: whether they are more or less content than they were. */
export function Satisfaction({ ratings }: { ratings: RatingOut[] }) {
  return (Object.keys(SCALES) as Scale[]).map((scale) => {
    const theirs = ratings.filter((rating) => rating.scale === scale);
    return theirs.length > 0 && <Trend key={scale} scale={scale} ratings={theirs} />;
  });
}

function Trend({ scale, ratings }: { scale: Scale; ratings: RatingOut[] }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const { most, low } = SCALES[scale];
  const said = (rating: RatingOut) => t("profile.rating", { score: format.number(rating.score), most: format.number(most) });
  const last = ratings.at(-1);
  return (
    <Group justify="space-between" align="flex-end" wrap="nowrap">
      <div>
        <Text size="sm" c="dimmed">
          {t(`profile.${scale}`)}
        </Text>
        {last && <Text fw={550}>{said(last)}</Text>}
      </div>
      <div className={classes.trend} role="img" aria-label={ratings.map(said).join(", ")}>
        {ratings.map((rating) => (
          <Tooltip key={rating.at} label={`${said(rating)} · ${format.moment(rating.at)}`}>
            <span
              className={classes.bar}
              data-low={rating.score <= low || undefined}
              style={{ blockSize: `${String(Math.round((rating.score / most) * 100))}%` }}
            />
          </Tooltip>
        ))}
      </div>
    </Group>
  );
}
