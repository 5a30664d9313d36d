import { Button, TextInput } from "@mantine/core";
import { IconPhoneOutgoing } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { dial } from "../callbacks/api";
import classes from "../callbacks/callbacks.module.css";
import { useConnected } from "../live/live";
import { useMaybeAgentDesk } from "./provider";

export const DIAL_FIELD = "dial-field";

/** Whether the agent could call somebody now: at their desk, with a phone, and nobody on it. */
function useCanDial(): boolean {
  const agent = useMaybeAgentDesk();
  const connected = useConnected();
  if (!agent?.desk || agent.elsewhere || !connected) return false;
  const { desk, phoneState, microphoneState } = agent;
  const free = desk.agent.presence !== "busy" && desk.agent.presence !== "wrap_up";
  return free && phoneState.line === "registered" && microphoneState.status === "live" && !phoneState.call;
}

/** A number in any spelling: the agent's phone is rung, then theirs. Nothing where this agent cannot call out. */
export function DialField() {
  const { t } = useTranslation("callbacks");
  const [number, setNumber] = useState("");
  const free = useCanDial();
  const call = useAct(() => dial(number, null), [keys.desk]);
  if (!useMaybeAgentDesk()?.desk?.can_dial) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim()) call.mutate(undefined, { onSuccess: () => { setNumber(""); } });
  };
  return (
    <form onSubmit={submit} className={classes.dial}>
      <TextInput
        type="tel"
        id={DIAL_FIELD}
        label={t("dial.label")}
        placeholder="+1 555 010 0142"
        maxLength={40}
        className="ltr"
        value={number}
        onChange={(event) => {
          setNumber(event.currentTarget.value);
        }}
      />
      <Button
        type="submit"
        disabled={!free || !number.trim()}
        loading={call.isPending}
        leftSection={<IconPhoneOutgoing size={18} stroke={1.6} />}
      >
        {t("dial.call")}
      </Button>
    </form>
  );
}

/** Call them at this number, in any spelling; the desk then comes to the front. Nothing for whoever has no desk, or no way out. */
export function CallThem({ number, customerId = null }: { number: string; customerId?: number | null }) {
  const { t } = useTranslation("callbacks");
  const [, go] = useLocation();
  const agent = useMaybeAgentDesk();
  const free = useCanDial();
  const call = useAct(() => dial(number, customerId), [keys.desk]);
  if (!agent?.desk?.can_dial || !number) return null;
  return (
    <Button
      variant="light"
      size="sm"
      w="fit-content"
      disabled={!free}
      loading={call.isPending}
      leftSection={<IconPhoneOutgoing size={18} stroke={1.6} />}
      onClick={() => {
        call.mutate(undefined, { onSuccess: () => { go("/desk"); } });
      }}
    >
      {t("dial.call")}
    </Button>
  );
}
