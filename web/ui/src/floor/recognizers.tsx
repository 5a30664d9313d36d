import { Paper, Progress, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useRecognizers } from "../api/reads";
import { useLanguage } from "../format/use";
import classes from "./floor.module.css";

const STATES = ["ready", "downloading", "missing", "failed"] as const;

/** Which engine writes down which language, and how far a model on its way has come. */
export function RecognizerList() {
  const { t } = useTranslation("floor");
  const language = useLanguage();
  const recognizers = useRecognizers();
  if (!recognizers.data || recognizers.data.length === 0) return null;
  const names = new Intl.DisplayNames([language], { type: "language" });
  return (
    <Stack component="section" gap={12} aria-label={t("recognizers")}>
      <Title order={2}>{t("recognizers")}</Title>
      <Paper withBorder radius="lg" className={classes.surface}>
        <table className={`${classes.table ?? ""} ${classes.recognizers ?? ""}`}>
          <tbody>
            {recognizers.data.map((each) => (
              <tr key={each.language}>
                <th scope="row">{names.of(each.language)}</th>
                <td className="ltr">{each.engine && `${each.engine} · ${each.model}`}</td>
                <td>
                  <Text component="span" c="dimmed">
                    {t(each.live ? "recognizer.live" : "recognizer.keysOnly")}
                  </Text>
                </td>
                <td>
                  {each.progress === null ? (
                    <Text component="span" c="dimmed">
                      {STATES.includes(each.state as "ready") ? t(`recognizer.${each.state as "ready"}`) : each.state}
                    </Text>
                  ) : (
                    <Progress value={each.progress * 100} aria-label={t("recognizer.downloading")} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Paper>
    </Stack>
  );
}
