import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ProfileOut } from "../../api/schema";
import { useFormat } from "../../format/use";
import classes from "./profile.module.css";

/** What the last week came to. It stands by itself, since the desk shows it and needs none of the forms beside it. */
export function Summary({ profile }: { profile: ProfileOut }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const counted = (count: number) => ({ count, shown: format.number(count) });
  const lines = [
    profile.waiting > 0 && t("profile.waiting", counted(profile.waiting)),
    profile.contacts_week > 0 && t("profile.week", counted(profile.contacts_week)),
    profile.about_it > 1 && t("profile.about", { ...counted(profile.about_it), topic: profile.about }),
    profile.open_journeys > 0 && t("profile.open", counted(profile.open_journeys)),
  ].filter((line) => line !== false);
  if (lines.length === 0) return null;
  return (
    <p className={classes.summary}>
      {lines.map((line) => (
        <Text key={line} component="span" size="sm" fw={550}>
          {line}
        </Text>
      ))}
    </p>
  );
}
