import { Group, Popover, Text, UnstyledButton } from "@mantine/core";
import {
  IconAlertTriangle,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneCheck,
  IconPhoneOff,
  IconPlugConnectedX,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useConnected } from "../live/live";
import { MicrophoneControls } from "./microphone-controls";
import { useAgentDesk } from "./provider";
import classes from "./truth.module.css";

/** Whether calls can reach me, truthfully: the line, the microphone, and what follows for a "ready" agent. */
export function Truth() {
  const { t } = useTranslation("desk");
  const { desk, phoneState, microphoneState, elsewhere } = useAgentDesk();
  const connected = useConnected();
  const line = phoneState.line;
  const live = microphoneState.status === "live";
  const unreachable = desk?.agent.presence === "ready" && connected && !elsewhere && (line !== "registered" || !live);
  return (
    <div className={classes.truth}>
      <Line
        ok={line === "registered" && connected}
        icon={connected ? (line === "registered" ? IconPhoneCheck : IconPhoneOff) : IconPlugConnectedX}
        text={connected ? t(`line.${elsewhere ? "elsewhere" : line}`) : t("line.lost")}
      />
      {phoneState.twilio && phoneState.twilio.line !== "registered" && connected && (
        <Line
          ok={phoneState.twilio.line === "connecting"}
          icon={IconPhoneOff}
          text={phoneState.twilio.fault ? t("line.twilio.lost", { fault: phoneState.twilio.fault }) : t("line.twilio.connecting")}
        />
      )}
      <Popover width={300} position="bottom-start" withArrow>
        <Popover.Target>
          <UnstyledButton className={classes.button}>
            <Line
              ok={live}
              icon={live ? IconMicrophone : IconMicrophoneOff}
              text={t(`microphone.status.${microphoneState.status}`)}
            />
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <MicrophoneControls />
        </Popover.Dropdown>
      </Popover>
      {unreachable && (
        <Text size="sm" className={classes.warning} role="alert">
          {t("unreachable")}
        </Text>
      )}
    </div>
  );
}

function Line({ ok, icon: Icon, text }: { ok: boolean; icon: TablerIcon; text: string }) {
  return (
    <Group gap={8} wrap="nowrap" c={ok ? "dimmed" : "var(--tl-warn)"}>
      <Icon size={16} stroke={1.6} aria-hidden className={classes.sign} />
      <Text component="span" size="sm">
        {text}
      </Text>
      {!ok && <IconAlertTriangle size={14} stroke={1.8} aria-hidden className={classes.sign} />}
    </Group>
  );
}
