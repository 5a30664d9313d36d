import { Button, Group, Paper, Select, Stack, Text, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { wrapUp } from "../api/actions";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import type { Contact } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { useFormat, useNow } from "../format/use";
import { useCustomerName } from "../customers/name";
import { useDraft } from "./drafts";
import classes from "./microphone.module.css";
import { contactKey } from "./model";
import { NoteDraft } from "./note-draft";
import { useAgentDesk } from "./provider";

/** How did it end? One choice and an optional note; then the agent is free. */
export function WrapUpPanel({ contact }: { contact: Contact }) {
  const { t } = useTranslation("desk");
  const name = useCustomerName();
  const { desk } = useAgentDesk();
  const [disposition, setDisposition] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const [note, setNote] = useDraft(`note.${contactKey(contact)}`);
  const finish = useAct(
    (chosen: string) => wrapUp(contact.kind, contact.id, { disposition: chosen, note: note.trim() }),
    [keys.desk],
  );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(disposition === null);
    if (disposition === null) return;
    finish.mutate(disposition, {
      onSuccess: () => {
        setNote("");
      },
    });
  };

  return (
    <div className={classes.middle}>
      <Paper className={classes.card} withBorder radius="lg" p={32} component="form" onSubmit={submit}>
        <Stack gap="md">
          <div>
            <Group gap={8} c="dimmed">
              <ChannelIcon channel={contact.kind} size={16} quiet />
              <Text size="sm">{t("wrapUp.ended")}</Text>
            </Group>
            <Title order={2} mt={4}>
              <bdi>{name(contact.customer)}</bdi>
            </Title>
          </div>
          <Select
            label={t("wrapUp.disposition")}
            placeholder={t("wrapUp.choose")}
            data={(desk?.dispositions ?? []).map(({ key, label }) => ({ value: key, label }))}
            value={disposition}
            onChange={(key) => {
              setDisposition(key);
              setMissing(false);
            }}
            error={missing && t("wrapUp.missing")}
            allowDeselect={false}
            comboboxProps={{ shadow: "md" }}
            size="md"
            autoFocus
          />
          <NoteDraft contact={contact} />
          <Group justify="space-between" mt="xs">
            <Countdown until={desk?.agent.wrap_up_until ?? null} />
            <Button type="submit" size="md" loading={finish.isPending}>
              {t("wrapUp.done")}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </div>
  );
}

function Countdown({ until }: { until: string | null }) {
  const { t } = useTranslation("desk");
  const format = useFormat();
  const now = useNow();
  if (until === null) return <span />;
  const left = Math.max(0, (Date.parse(until) - now) / 1000);
  return (
    <Text size="sm" c="dimmed" role="timer" aria-live="off">
      {t("wrapUp.left", { time: format.clock(left) })}
    </Text>
  );
}
