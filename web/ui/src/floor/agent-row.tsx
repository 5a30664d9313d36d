import { ActionIcon, Group, Menu, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { forcePresence, type PresenceWish } from "../api/actions";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import type { FloorAgent } from "../api/schema";
import { Timer } from "../common/moment";
import { useBreakReason } from "../desk/break-reason";
import { PRESENCE_ICONS } from "../desk/status";
import { useFormat } from "../format/use";
import classes from "./floor.module.css";
import { ListenItems } from "./listen-items";

const WISHES: PresenceWish[] = ["ready", "break", "offline"];

export function AgentRow({ agent }: { agent: FloorAgent }) {
  const { t } = useTranslation(["floor", "desk"]);
  const format = useFormat();
  const reasonText = useBreakReason();
  const force = useAct((wish: PresenceWish) => forcePresence(agent.id, wish), [keys.floor]);
  const Icon = PRESENCE_ICONS[agent.presence];
  return (
    <tr>
      <th scope="row">
        <Link to={`/agents/${String(agent.id)}/day`} className={classes.who ?? ""}>
          <bdi>{agent.name}</bdi>
        </Link>
      </th>
      <td>
        <Group gap={8} wrap="nowrap" c={agent.presence === "ready" ? "var(--tl-accent)" : undefined}>
          <Icon size={18} stroke={1.6} aria-hidden />
          {/* In two lines where it has a reason, but no word is broken: Thai has no spaces to break at. */}
          <Text component="span" style={{ wordBreak: "keep-all" }}>
            {t(`desk:presence.${agent.presence}`)}
            {agent.reason && ` · ${reasonText(agent.reason)}`}
          </Text>
        </Group>
      </td>
      <td className={classes.number}>
        <Timer since={agent.presence_at} />
      </td>
      <td className={classes.number}>{format.number(agent.contacts)}</td>
      <td className={classes.number}>
        <Menu position="bottom-end" width={224}>
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              loading={force.isPending}
              aria-label={t("changeOf", { name: agent.name })}
            >
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <ListenItems agent={agent} />
            <Menu.Label>{t("set")}</Menu.Label>
            {WISHES.map((wish) => {
              const Sign = PRESENCE_ICONS[wish];
              return (
                <Menu.Item
                  key={wish}
                  leftSection={<Sign size={18} stroke={1.6} />}
                  disabled={wish === agent.presence}
                  onClick={() => {
                    force.mutate(wish);
                  }}
                >
                  {t(`desk:presence.${wish}`)}
                </Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}
