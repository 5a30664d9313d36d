import { Modal, Tabs, Text } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconBell, IconHeadphones, IconMail, IconMessage2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Signature } from "../channels/signature";
import { Answers } from "../house/answers";
import { EchoTest } from "./echo-test";
import { MicrophoneControls } from "./microphone-controls";
import classes from "./status.module.css";
import { SoundSettings } from "./sound-settings";

const OPEN = "threadline:desk-settings";

export function openSettings(): void {
  window.dispatchEvent(new Event(OPEN));
}

/** An agent's own desk: microphone and echo test, sounds, the signature of their mails, canned answers. */
export function DeskSettings() {
  const { t } = useTranslation(["desk", "common"]);
  const [open, setOpen] = useState(false);
  useWindowEvent(OPEN, () => {
    setOpen(true);
  });
  return (
    <Modal
      opened={open}
      onClose={() => {
        setOpen(false);
      }}
      size="lg"
      title={<Text fw={600}>{t("settings.title")}</Text>}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Tabs defaultValue="devices" keepMounted={false}>
        <Tabs.List mb="md" className={classes.tabs}>
          <Tabs.Tab value="devices" leftSection={<IconHeadphones size={18} stroke={1.5} />}>
            {t("settings.devices")}
          </Tabs.Tab>
          <Tabs.Tab value="sounds" leftSection={<IconBell size={18} stroke={1.5} />}>
            {t("settings.sounds")}
          </Tabs.Tab>
          <Tabs.Tab value="mail" leftSection={<IconMail size={18} stroke={1.5} />}>
            {t("common:channel.email")}
          </Tabs.Tab>
          <Tabs.Tab value="answers" leftSection={<IconMessage2 size={18} stroke={1.5} />}>
            {t("settings.answers")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="devices">
          <MicrophoneControls />
          <div style={{ marginBlockStart: 16 }}>
            <EchoTest />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="sounds">
          <SoundSettings />
        </Tabs.Panel>
        <Tabs.Panel value="mail">
          <Signature />
        </Tabs.Panel>
        <Tabs.Panel value="answers">
          <Text size="sm" c="dimmed" mb="sm">
            {t("settings.answersHint")}
          </Text>
          <Answers shared={false} />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}
