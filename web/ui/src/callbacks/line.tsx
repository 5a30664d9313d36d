import { ActionIcon, Anchor, Badge, Button, Menu, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { useFloor } from "../api/reads";
import type { CallbackOut } from "../api/schema";
import { Moment } from "../common/moment";
import { useFormat } from "../format/use";
import { useUser } from "../shell/session";
import { callbackVerb, reassign } from "./api";
import classes from "./callbacks.module.css";

export function CallbackLine({ callback }: { callback: CallbackOut }) {
  const { t } = useTranslation("callbacks");
  const { role, agent_id } = useUser();
  const cancel = useAct(() => callbackVerb("cancel", callback.id), [keys.callbacks]);
  const mine = callback.agent !== null && callback.agent.id === agent_id;
  return (
    <li className={classes.line}>
      <Who callback={callback} />
      <div className={classes.state}>
        <State callback={callback} />
        <Text size="sm" c="dimmed">
          {callback.queue.name}
          {callback.agent && ` · ${t("by", { agent: callback.agent.name })}`}
        </Text>
      </div>
      <div className={classes.acts}>
        {role !== "agent" ? (
          <Supervise callback={callback} onCancel={cancel.mutate} />
        ) : (
          mine && (
            <Button
              variant="default"
              loading={cancel.isPending}
              onClick={() => {
                cancel.mutate();
              }}
            >
              {t("cancel")}
            </Button>
          )
        )}
      </div>
    </li>
  );
}

/** Who is it, and at which number. */
function Who({ callback }: { callback: CallbackOut }) {
  const { t } = useTranslation("callbacks");
  return (
    <div className={classes.who}>
      <Anchor component={Link} to={`/customers/${String(callback.customer_id)}`} fw={550} c="var(--tl-text)">
        <bdi>{callback.customer}</bdi>
      </Anchor>
      <Text size="sm" c="dimmed">
        {callback.number_shown !== callback.customer && <span className="ltr">{callback.number_shown} · </span>}
        {callback.asked_by ? t("askedBy", { name: callback.asked_by }) : t(`source.${callback.source as "line"}`)}
      </Text>
      {callback.note && <p className={classes.words}>{callback.note}</p>}
    </div>
  );
}

/** Where it stands, in words: calling now, in line since, or due at. */
function State({ callback }: { callback: CallbackOut }) {
  const { t } = useTranslation("callbacks");
  const format = useFormat();
  const badge = (colour: string, text: string) => (
    <Badge variant="light" color={colour} size="sm" radius="sm">
      {text}
    </Badge>
  );
  return (
    <Text component="div" size="sm">
      {callback.state === "calling" && badge("green", t("state.calling"))}
      {callback.state === "in_line" && (
        <>
          {badge("blue", t("state.in_line"))} <Moment at={callback.since} span />
        </>
      )}
      {callback.state === "waiting" && <span>{t("due", { at: format.moment(callback.due_at) })}</span>}
      {callback.attempts > 0 && (
        <Text span size="sm" c="dimmed">
          {" · "}
          {t("attempts", { count: callback.attempts, shown: format.number(callback.attempts) })}
        </Text>
      )}
    </Text>
  );
}

function Supervise({ callback, onCancel }: { callback: CallbackOut; onCancel: () => void }) {
  const { t } = useTranslation("callbacks");
  const floor = useFloor();
  const now = useAct(() => callbackVerb("now", callback.id), [keys.callbacks]);
  const give = useAct((agentId: number | null) => reassign(callback.id, agentId), [keys.callbacks]);
  return (
    <>
      {callback.state === "waiting" && (
        <Button
          variant="default"
          loading={now.isPending}
          onClick={() => {
            now.mutate();
          }}
        >
          {t("now")}
        </Button>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={44} aria-label={t("more", { customer: callback.customer })}>
            <IconDots size={20} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
          <Menu.Label>{t("giveTo")}</Menu.Label>
          <Menu.Item
            onClick={() => {
              give.mutate(null);
            }}
          >
            {t("anybody")}
          </Menu.Item>
          {floor.data?.agents.map((agent) => (
            <Menu.Item
              key={agent.id}
              onClick={() => {
                give.mutate(agent.id);
              }}
            >
              <bdi>{agent.name}</bdi>
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item color="red" onClick={onCancel}>
            {t("cancel")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

/** Somebody whom nobody reached: a supervisor's task until it was seen. */
export function UnreachedLine({ callback }: { callback: CallbackOut }) {
  const { t } = useTranslation("callbacks");
  const format = useFormat();
  const seen = useAct(() => callbackVerb("seen", callback.id), [keys.callbacks]);
  return (
    <li className={classes.line}>
      <Who callback={callback} />
      <div className={classes.state}>
        <Text size="sm">
          {t(`outcome.${callback.outcome as "unreached"}`)} ·{" "}
          {t("attempts", { count: callback.attempts, shown: format.number(callback.attempts) })}
        </Text>
        {callback.done_at && <Moment at={callback.done_at} />}
      </div>
      <div className={classes.acts}>
        <Button
          variant="default"
          loading={seen.isPending}
          onClick={() => {
            seen.mutate();
          }}
        >
          {t("seen")}
        </Button>
      </div>
    </li>
  );
}
