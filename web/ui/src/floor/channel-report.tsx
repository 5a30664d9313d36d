import { NumberInput, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { channelEfforts, setRate, useChannelEfforts } from "../api/efforts";
import type { ChannelEffort } from "../api/schema";
import { useFormat } from "../format/use";
import classes from "./floor.module.css";

/** What each channel achieves and costs, measured in the same way; a supervisor says what an hour costs there. */
export function ChannelReport() {
  const { t } = useTranslation("person");
  const channels = useChannelEfforts().data?.channels;
  if (!channels) return null;
  return (
    <Stack component="section" gap={12} aria-label={t("efforts.title")}>
      <Title order={2}>{t("efforts.title")}</Title>
      <Paper withBorder radius="lg" className={classes.surface}>
        <table className={`${classes.table ?? ""} ${classes.channels ?? ""}`}>
          <thead>
            <tr>
              <th scope="col">{t("efforts.channel")}</th>
              {(["contacts", "response", "resolution", "minutes", "rate", "cost"] as const).map((column) => (
                <th key={column} scope="col" className={classes.number}>
                  {t(`efforts.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {channels.map((each) => (
              <Line key={each.channel} effort={each} />
            ))}
          </tbody>
        </table>
      </Paper>
      <Text size="xs" c="dimmed">
        {t("efforts.about")}
      </Text>
    </Stack>
  );
}

function Line({ effort }: { effort: ChannelEffort }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const save = useAct((rate: number | null) => setRate(effort.channel, rate), [channelEfforts]);
  const name = t(`efforts.names.${effort.channel}`);
  const lasting = (seconds: number | null) => (seconds === null ? "–" : format.duration(seconds));
  const set = (text: string) => {
    const rate = text.trim() === "" ? null : Number(text);
    if (rate !== effort.per_hour && !Number.isNaN(rate)) save.mutate(rate);
  };
  return (
    <tr>
      <td>{name}</td>
      <td className={classes.number}>{format.number(effort.contacts)}</td>
      <td className={classes.number}>{lasting(effort.response_s)}</td>
      <td className={classes.number}>{lasting(effort.resolution_s)}</td>
      <td className={classes.number}>{lasting(effort.minutes === null ? null : effort.minutes * 60)}</td>
      <td className={classes.number}>
        <NumberInput
          aria-label={t("efforts.rateOf", { channel: name })}
          defaultValue={effort.per_hour ?? ""}
          min={0}
          max={1_000_000}
          decimalScale={2}
          hideControls
          placeholder="–"
          w={96}
          ms="auto"
          styles={{ input: { textAlign: "end" } }}
          onBlur={(event) => {
            set(event.currentTarget.value);
          }}
        />
      </td>
      <td className={classes.number}>{effort.cost === null ? "–" : format.number(Math.round(effort.cost * 100) / 100)}</td>
    </tr>
  );
}
