import { Button, Group, Menu, TextInput } from "@mantine/core";
import { IconCheck, IconPlus, IconRotate } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { closeJourney, openJourney, reopenJourney } from "../api/profile";
import type { JourneyLine } from "../api/schema";

const OUTCOMES = ["solved", "follow_up", "other"] as const;

/** An open journey is closed with what came of it; a closed one can be opened again. */
export function JourneyEnding({ customerId, journey }: { customerId: number; journey: JourneyLine }) {
  const { t } = useTranslation(["person", "customers"]);
  const touched = [keys.customer(customerId), keys.timelineHead(customerId)];
  const close = useAct((outcome: string) => closeJourney(journey.id, outcome), touched);
  const reopen = useAct(() => reopenJourney(journey.id), touched);
  if (journey.closed_at)
    return (
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        mt={4}
        leftSection={<IconRotate size={16} stroke={1.6} />}
        loading={reopen.isPending}
        onClick={() => {
          reopen.mutate();
        }}
      >
        {t("journey.reopen")}
      </Button>
    );
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          mt={4}
          leftSection={<IconCheck size={16} stroke={1.6} />}
          loading={close.isPending}
        >
          {t("journey.close")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("journey.outcome")}</Menu.Label>
        {OUTCOMES.map((outcome) => (
          <Menu.Item
            key={outcome}
            onClick={() => {
              close.mutate(outcome);
            }}
          >
            {t(`customers:disposition.${outcome}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Something new that the customer wants done, which no flow has asked about. */
export function OpenJourney({ customerId }: { customerId: number }) {
  const { t } = useTranslation("person");
  const [topic, setTopic] = useState<string | null>(null);
  const open = useAct((about: string) => openJourney(customerId, about), [keys.customer(customerId)]);
  if (topic === null)
    return (
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconPlus size={16} stroke={1.6} />}
        onClick={() => {
          setTopic("");
        }}
      >
        {t("journey.open")}
      </Button>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.mutate(topic.trim(), {
      onSuccess: () => {
        setTopic(null);
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" wrap="nowrap" align="flex-end">
        <TextInput
          autoFocus
          flex={1}
          label={t("journey.topic")}
          maxLength={80}
          dir="auto"
          value={topic}
          onChange={(event) => {
            setTopic(event.currentTarget.value);
          }}
        />
        <Button type="submit" variant="default" disabled={!topic.trim()} loading={open.isPending}>
          {t("journey.start")}
        </Button>
      </Group>
    </form>
  );
}
