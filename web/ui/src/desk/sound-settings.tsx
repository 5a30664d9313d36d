import { ActionIcon, Group, Select, Stack, Switch } from "@mantine/core";
import { IconVolume } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { setAutoAnswer } from "../api/actions";
import { keys } from "../api/keys";
import { useSpeakers } from "./devices";
import { type Preferences, usePreferences } from "./preferences";
import { useAgentDesk } from "./provider";
import { chime, MESSAGES, type MessageSound, RINGS, type RingSound, sample } from "./tones";

const RING_NAMES = [...(Object.keys(RINGS) as RingSound[]), "none"] as const;
const MESSAGE_NAMES = [...(Object.keys(MESSAGES) as MessageSound[]), "none"] as const;
const OUTS = ["speaker", "ringer", "secondRinger"] as const;

/** Which sounds, through which devices, and how quiet the desk is. */
export function SoundSettings() {
  const { t } = useTranslation("desk");
  const { desk } = useAgentDesk();
  const [kept, keep] = usePreferences();
  const speakers = useSpeakers();
  const autoAnswer = useAct(setAutoAnswer, [keys.desk]);
  const devices = (name: (typeof OUTS)[number]) => [
    { value: "", label: t(name === "secondRinger" ? "devices.none" : "devices.usual") },
    ...speakers.map(({ id, label }) => ({ value: id, label })),
  ];
  return (
    <Stack gap="md">
      {speakers.length > 0 &&
        OUTS.map((name) => (
          <Select
            key={name}
            label={t(`devices.${name}`)}
            comboboxProps={{ withinPortal: false }}
            allowDeselect={false}
            data={devices(name)}
            value={kept[name]}
            onChange={(id) => {
              keep({ [name]: id ?? "" });
            }}
          />
        ))}
      <Sound
        label={t("sounds.ring")}
        data={RING_NAMES.map((value) => ({ value, label: t(`sounds.${value}`) }))}
        value={kept.ring}
        onChange={(ring) => {
          keep({ ring: ring as Preferences["ring"] });
        }}
        onTry={() => {
          if (kept.ring !== "none") sample(kept.ring, kept.ringer);
        }}
      />
      <Sound
        label={t("sounds.message")}
        data={MESSAGE_NAMES.map((value) => ({ value, label: t(`sounds.${value}`) }))}
        value={kept.message}
        onChange={(message) => {
          keep({ message: message as Preferences["message"] });
        }}
        onTry={() => {
          if (kept.message !== "none") chime(kept.message, kept.ringer);
        }}
      />
      <Switch
        label={t("sounds.quiet")}
        description={t("sounds.quietHint")}
        checked={kept.quiet}
        onChange={(event) => {
          keep({ quiet: event.currentTarget.checked });
        }}
      />
      <Switch
        label={t("sounds.autoAnswer")}
        description={t("sounds.autoAnswerHint")}
        checked={desk?.agent.auto_answer ?? false}
        disabled={autoAnswer.isPending}
        onChange={(event) => {
          autoAnswer.mutate(event.currentTarget.checked);
        }}
      />
    </Stack>
  );
}

interface SoundProps {
  label: string;
  data: { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
  onTry: () => void;
}

function Sound({ label, data, value, onChange, onTry }: SoundProps) {
  const { t } = useTranslation("desk");
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <Select
        flex={1}
        label={label}
        comboboxProps={{ withinPortal: false }}
        allowDeselect={false}
        data={data}
        value={value}
        onChange={(chosen) => {
          if (chosen) onChange(chosen);
        }}
      />
      <ActionIcon variant="default" size={36} aria-label={t("sounds.try", { name: label })} disabled={value === "none"} onClick={onTry}>
        <IconVolume size={18} stroke={1.6} />
      </ActionIcon>
    </Group>
  );
}
