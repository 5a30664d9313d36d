import { Loader, Menu, Text, UnstyledButton } from "@mantine/core";
import {
  IconCheck,
  IconChevronDown,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCoffee,
  IconPencil,
  IconPlugConnectedX,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DeskAgent } from "../api/schema";
import { useHouse } from "../api/house";
import { Timer } from "../common/moment";
import { useConnected } from "../live/live";
import classes from "./status.module.css";
import { useBreakReason } from "./break-reason";
import { useGoReady } from "./use-go-ready";
import { useVerbs } from "./use-verbs";

export const PRESENCE_ICONS: Record<DeskAgent["presence"], TablerIcon> = {
  ready: IconCircleCheck,
  busy: IconCircleMinus,
  wrap_up: IconPencil,
  break: IconCoffee,
  offline: IconCircleDashed,
};

/** My presence, since when, and the way to change it. */
export function Status({ agent }: { agent: DeskAgent }) {
  const { t } = useTranslation(["desk", "common"]);
  const reasonText = useBreakReason();
  const breakReasons = useHouse().data?.break_reasons.map(({ key }) => key) ?? [];
  const verbs = useVerbs();
  const goReady = useGoReady();
  const connected = useConnected();
  // What the server last said is no longer known to be true once the connection is lost, so it is not shown as such.
  const Icon = connected ? PRESENCE_ICONS[agent.presence] : IconPlugConnectedX;
  return (
    <Menu width="target" position="bottom-start" disabled={!connected}>
      <Menu.Target>
        <UnstyledButton className={classes.status} disabled={!connected} data-presence={connected ? agent.presence : "lost"} aria-label={t("status.change")}>
          <Icon size={22} stroke={1.8} aria-hidden className={classes.icon} />
          <span className={classes.words}>
            <Text component="span" fw={600} role="status">
              {connected ? t(`presence.${agent.presence}`) : t("status.lost")}
              {connected && agent.reason && ` · ${reasonText(agent.reason)}`}
            </Text>
            <Text component="span" size="sm" c="dimmed">
              <Timer since={agent.presence_at} />
              {(agent.presence === "busy" || agent.presence === "wrap_up") &&
                ` · ${t("status.next", { presence: t(`presence.${agent.next}`) })}`}
            </Text>
          </span>
          {verbs.busy.has("presence") ? <Loader size={16} /> : connected && <IconChevronDown size={18} stroke={1.6} aria-hidden />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Choice presence="ready" agent={agent} onClick={() => void goReady()} />
        <Menu.Divider />
        {(breakReasons.length > 0 ? breakReasons : [""]).map((reason) => (
          <Choice
            key={reason}
            presence="break"
            agent={agent}
            reason={reason}
            onClick={() => {
              verbs.presence("break", reason);
            }}
          />
        ))}
        <Menu.Divider />
        <Choice
          presence="offline"
          agent={agent}
          onClick={() => {
            verbs.presence("offline");
          }}
        />
      </Menu.Dropdown>
    </Menu>
  );
}

interface ChoiceProps {
  presence: "ready" | "break" | "offline";
  agent: DeskAgent;
  reason?: string;
  onClick: () => void;
}

function Choice({ presence, agent, reason = "", onClick }: ChoiceProps) {
  const { t } = useTranslation(["desk", "common"]);
  const reasonText = useBreakReason();
  const Icon = PRESENCE_ICONS[presence];
  const chosen = agent.presence === presence && agent.reason === reason;
  return (
    <Menu.Item
      onClick={onClick}
      leftSection={<Icon size={18} stroke={1.6} />}
      rightSection={chosen ? <IconCheck size={16} aria-label={t("common:chosen")} /> : null}
    >
      {reason ? `${t("presence.break")} · ${reasonText(reason)}` : t(`presence.${presence}`)}
    </Menu.Item>
  );
}
