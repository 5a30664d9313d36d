import { Button, Group, Paper, Select, Stack, Text, Title } from "@mantine/core";
import { IconClockPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { extendWrapUp, wrapUp } from "../api/actions";
import { useAct } from "../api/act";
import { useHouse, useNameOf } from "../api/house";
import { keys } from "../api/keys";
import type { Contact } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { useFormat, useNow } from "../format/use";
import { useCustomerName } from "../customers/name";
import { endings } from "../house/tree";
import { DispositionFields } from "./disposition-fields";
import { useDraft } from "./drafts";
import classes from "./microphone.module.css";
import { contactKey } from "./model";
import { NoteDraft } from "./note-draft";
import { useAgentDesk } from "./provider";

/** How did it end? One choice, what it asks for, and an optional note; then the agent is free. */
export function WrapUpPanel({ contact }: { contact: Contact }) {
  const { t } = useTranslation("desk");
  const name = useCustomerName();
  const nameOf = useNameOf();
  const { desk } = useAgentDesk();
  const house = useHouse();
  const [disposition, setDisposition] = useState<string | null>(null);
  const [fields, setFields] = useState<Record<string, string>>({});
  const [strict, setStrict] = useState(false);
  const [note, setNote] = useDraft(`note.${contactKey(contact)}`);
  const finish = useAct(
    (chosen: string) => wrapUp(contact.kind, contact.id, { disposition: chosen, fields, note: note.trim() }),
    [keys.desk],
  );

  const choices = endings(house.data?.dispositions ?? [], contact.queue.key);
  const chosen = choices.find(({ kind }) => kind.key === disposition)?.kind;
  const missing = chosen?.fields.some((field) => field.required && !fields[field.key]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setStrict(true);
    if (!chosen || missing) return;
    finish.mutate(chosen.key, {
      onSuccess: () => {
        setNote("");
      },
    });
  };

  return (
    <div className={classes.middle}>
      <Paper className={classes.card} withBorder radius="lg" p={32} component="form" onSubmit={submit} noValidate>
        <Stack gap="md">
          <div>
            <Group gap={8} c="dimmed">
              <ChannelIcon channel={contact.kind} size={16} quiet />
              <Text size="sm">{t(`wrapUp.${over(contact)}`)}</Text>
            </Group>
            <Title order={2} mt={4}>
              <bdi>{name(contact.customer)}</bdi>
            </Title>
          </div>
          <Select
            label={t("wrapUp.disposition")}
            placeholder={t("wrapUp.choose")}
            data={choices.map(({ kind, way }) => ({
              value: kind.key,
              label: [...way, kind].map(({ names }) => nameOf(names)).join(" › "),
            }))}
            searchable={choices.length > 8}
            value={disposition}
            onChange={(key) => {
              setDisposition(key);
              setFields({});
              setStrict(false);
            }}
            error={strict && !chosen && t("wrapUp.missing")}
            allowDeselect={false}
            comboboxProps={{ shadow: "md" }}
            size="md"
            data-autofocus
            autoFocus
          />
          {chosen && <DispositionFields fields={chosen.fields} values={fields} onChange={setFields} strict={strict} />}
          <NoteDraft contact={contact} />
          <Group justify="space-between" mt="xs" className={classes.last}>
            <Countdown until={desk?.agent.wrap_up_until ?? null} extendS={house.data?.rules.extend_s ?? 0} />
            <Button type="submit" size="md" loading={finish.isPending}>
              {t("wrapUp.done")}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </div>
  );
}

/** For the agent it is over; for a caller whom they passed on, or who answers a survey, it goes on. */
function over(contact: Contact): "ended" | "passedOn" | "part" {
  if (contact.kind !== "call" || contact.state === "ended") return "ended";
  return contact.state === "ivr" ? "part" : "passedOn";
}

/** How long is left, and a press that makes it longer. */
function Countdown({ until, extendS }: { until: string | null; extendS: number }) {
  const { t } = useTranslation("desk");
  const format = useFormat();
  const now = useNow();
  const extend = useAct(extendWrapUp, [keys.desk]);
  if (until === null) return <span />;
  const left = Math.max(0, (Date.parse(until) - now) / 1000);
  return (
    <Group gap={4}>
      <Text size="sm" c={left < 10 ? "var(--tl-warn)" : "dimmed"} role="timer" aria-live="off">
        {t("wrapUp.left", { time: format.clock(left) })}
      </Text>
      {extendS > 0 && (
        <Button
          size="compact-md"
          variant="subtle"
          leftSection={<IconClockPlus size={16} stroke={1.6} />}
          loading={extend.isPending}
          onClick={() => {
            extend.mutate();
          }}
        >
          {t("wrapUp.extend", { time: format.clock(extendS) })}
        </Button>
      )}
    </Group>
  );
}
