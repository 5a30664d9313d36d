import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Handed } from "../api/schema";
import { directionOf } from "../format/direction";
import classes from "./consult.module.css";

/** What whoever had the call before says about it. */
export function HandedNote({ handed }: { handed: Handed }) {
  const { t } = useTranslation("rooms");
  return (
    <div className={classes.handed}>
      <Text size="sm" c="dimmed">
        {t("handed", { by: handed.by })}
      </Text>
      {handed.note && <Text dir={directionOf(handed.note)}>{handed.note}</Text>}
    </div>
  );
}
