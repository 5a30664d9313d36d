import { Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useJourneyReport } from "../api/profile";
import { useFormat } from "../format/use";
import classes from "./floor.module.css";

/** Who was helped at the first contact and who had to come again, by what it was about. */
export function JourneyReport() {
  const { t } = useTranslation("person");
  const format = useFormat();
  const topics = useJourneyReport().data?.topics;
  if (!topics) return null;
  const share = (part: number, all: number) => format.percent(all ? part / all : 0);
  return (
    <Stack component="section" gap={12} aria-label={t("report.title")}>
      <Title order={2}>{t("report.title")}</Title>
      <Paper withBorder radius="lg" className={classes.surface}>
        {topics.length === 0 ? (
          <Text c="dimmed" size="sm" p="md">
            {t("report.none")}
          </Text>
        ) : (
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("report.topic")}</th>
                {(["opened", "first", "repeated", "contacts"] as const).map((column) => (
                  <th key={column} scope="col" className={classes.number}>
                    {t(`report.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {topics.map((topic) => (
                <tr key={topic.topic}>
                  <td>
                    <bdi className={classes.topic}>{topic.label}</bdi>
                  </td>
                  <td className={classes.number}>{format.number(topic.opened)}</td>
                  <td className={classes.number}>{share(topic.first_contact, topic.opened)}</td>
                  <td className={classes.number}>{share(topic.repeated, topic.opened)}</td>
                  <td className={classes.number}>{format.number(Math.round((10 * topic.contacts) / topic.opened) / 10)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Paper>
    </Stack>
  );
}
