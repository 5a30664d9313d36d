import { Text } from "@mantine/core";
import { IconHierarchy2, IconPhoneOutgoing, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Face } from "../common/face";
import { useFormat } from "../format/use";
import { PRESENCE_ICONS } from "./status";
import type { Target } from "./targets";
import classes from "./transfer.module.css";

interface Props {
  id: string;
  target: Target;
  /** The first of its kind has the kind's name above it. */
  heading: boolean;
  chosen: boolean;
  onChoose: () => void;
}

/** One agent, queue, flow or number, and what is to be known before it is chosen. */
export function TargetRow({ id, target, heading, chosen, onChoose }: Props) {
  const { t } = useTranslation("rooms");
  return (
    <>
      {heading && (
        <Text component="div" role="presentation" size="sm" fw={600} c="dimmed" className={classes.heading}>
          {t(`transfer.kind.${target.kind}`)}
        </Text>
      )}
      <div
        role="option"
        id={id}
        aria-selected={chosen}
        className={classes.target}
        data-away={target.away ? true : undefined}
        onClick={onChoose}
        ref={(row) => {
          if (chosen) row?.scrollIntoView({ block: "nearest" });
        }}
      >
        <span className={classes.sign}>
          <Sign target={target} />
        </span>
        <span className={classes.name}>
          <bdi>{target.name}</bdi>
        </span>
        <Facts target={target} />
      </div>
    </>
  );
}

function Sign({ target }: { target: Target }) {
  if (target.kind === "agent") return <Face name={target.name} size={32} />;
  const Icon = { queue: IconUsers, flow: IconHierarchy2, number: IconPhoneOutgoing }[target.kind];
  return <Icon size={20} stroke={1.6} aria-hidden />;
}

function Facts({ target: { agent, queue, away } }: { target: Target }) {
  const { t } = useTranslation(["rooms", "desk"]);
  const format = useFormat();
  if (agent) {
    const Icon = PRESENCE_ICONS[agent.presence];
    return (
      <span className={classes.facts} data-ready={away ? undefined : true}>
        <Icon size={16} stroke={1.8} aria-hidden />
        {t(`desk:presence.${agent.presence}`)}
      </span>
    );
  }
  if (!queue) return null;
  const wait =
    // Where somebody is ready at once, who that is says more than a wait of nothing.
    queue.expected_wait_s === null || queue.expected_wait_s === 0
      ? t("transfer.ready", { count: queue.ready, shown: format.number(queue.ready) })
      : t("transfer.wait", { time: format.duration(queue.expected_wait_s) });
  return (
    <span className={classes.facts}>
      {t("transfer.waiting", { count: queue.waiting, shown: format.number(queue.waiting) })} · {wait}
    </span>
  );
}
