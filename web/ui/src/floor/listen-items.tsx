import { Menu } from "@mantine/core";
import { IconEar, IconMessage2, IconPhonePlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { type How, listen } from "../api/rooms";
import type { FloorAgent } from "../api/schema";
import { useMaybeAgentDesk } from "../desk/provider";

const WAYS = [
  ["listen", IconEar],
  ["whisper", IconMessage2],
  ["barge", IconPhonePlus],
] as const;

/** How a supervisor can take part in the call of an agent; nothing where there is no call, or no phone to hear it by. */
export function ListenItems({ agent }: { agent: FloorAgent }) {
  const { t } = useTranslation("rooms");
  const own = useMaybeAgentDesk()?.desk?.agent.id;
  const act = useAct((how: How) => listen(agent.call_id ?? 0, how), [keys.desk, keys.floor]);
  if (agent.call_id === null || own === undefined || own === agent.id) return null;
  return (
    <>
      <Menu.Label>{t("floor.group")}</Menu.Label>
      {WAYS.map(([how, Icon]) => (
        <Menu.Item
          key={how}
          leftSection={<Icon size={18} stroke={1.6} />}
          onClick={() => {
            act.mutate(how);
          }}
        >
          {t(`floor.${how}`)}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}
