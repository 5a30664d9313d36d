/** The agent's desk for the whole application: a call goes on while its agent looks at another page. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { callVerb } from "../api/actions";
import { useDesk } from "../api/reads";
import type { Desk } from "../api/schema";
import { Microphone, type MicrophoneState } from "../microphone";
import { SILENT, type PhoneState, type Softphone } from "../softphone";
import { activeLine, asks, callToRejoin, isOver, type WorkLine, workLines } from "./model";
import { usePreferences } from "./preferences";
import type { LineMeasure } from "./quality";
import { useHeartbeat } from "./use-heartbeat";
import { useLine } from "./use-line";
import { useQuality } from "./use-quality";

export interface AgentDesk {
  desk: Desk | undefined;
  fault: Error | null;
  reload: () => void;
  lines: WorkLine[];
  active: WorkLine | null;
  choose: (key: string) => void;
  phone: Softphone | null;
  phoneState: PhoneState;
  /** Another tab of this agent has the softphone. */
  elsewhere: boolean;
  takePhone: () => void;
  microphone: Microphone;
  microphoneState: MicrophoneState;
  /** How the line is now; null where nobody is talked to. */
  quality: LineMeasure | null;
  /** Calls that this page must not take up again by itself. */
  letGo: (callId: number) => void;
}

const Context = createContext<AgentDesk | null>(null);

export function useAgentDesk(): AgentDesk {
  const desk = useContext(Context);
  if (!desk) throw new Error("useAgentDesk() is for components inside AgentDeskProvider");
  return desk;
}

/** The desk, or null for a user who has none. */
export function useMaybeAgentDesk(): AgentDesk | null {
  return useContext(Context);
}

const never = () => () => undefined;

export function AgentDeskProvider({ children }: { children: ReactNode }) {
  const query = useDesk();
  const [microphone] = useState(() => new Microphone());
  const microphoneState = useSyncExternalStore(microphone.subscribe, microphone.state);
  const { phone, held, elsewhere, take: takePhone } = useLine(microphoneState, query.data?.softphone ?? 0);
  const phoneState = useSyncExternalStore(phone?.subscribe.bind(phone) ?? never, () => phone?.state() ?? SILENT);

  useEffect(() => void microphone.openIfAllowed(), [microphone]);
  useHeartbeat({
    microphone: microphoneState.status === "live",
    registered: phoneState.line === "registered",
    twilio: phoneState.twilio?.line === "registered",
    softphone: held,
  });

  const quality = useQuality(phone, phoneState);
  const [{ speaker }] = usePreferences();
  useEffect(() => phone?.hearThrough(speaker), [phone, speaker]);

  const letGo = useRejoin(query.data, phoneState);
  const lines = useMemo(() => (query.data ? workLines(query.data) : []), [query.data]);
  const [chosen, choose] = useChoice(lines);
  useEndTold(lines, phone, phoneState);

  const { data, error, refetch } = query;
  const value = useMemo<AgentDesk>(
    () => ({
      desk: data,
      fault: error,
      reload: () => void refetch(),
      lines,
      active: activeLine(lines, chosen),
      choose,
      phone,
      phoneState,
      elsewhere,
      takePhone,
      microphone,
      microphoneState,
      quality,
      letGo,
    }),
    [data, error, refetch, lines, chosen, choose, phone, phoneState, elsewhere, takePhone, microphone, microphoneState, quality, letGo],
  );
  return <Context value={value}>{children}</Context>;
}

/** Which contact is in front. A call that begins, by ringing or by one's own wish, comes forward by itself, once. */
function useChoice(lines: WorkLine[]): [string | null, (key: string) => void] {
  const [chosen, choose] = useState<string | null>(null);
  const [pushed, setPushed] = useState<string | null>(null);
  const calls = lines.filter(({ contact }) => contact.kind === "call" && !contact.wrap_up);
  const begun = (calls.find(asks) ?? calls[0])?.key ?? null;
  if (begun !== pushed) {
    setPushed(begun);
    if (begun) choose(begun);
  }
  return [chosen, choose];
}

/** Let go of a call whose end did not reach this phone. */
function useEndTold(lines: WorkLine[], phone: Softphone | null, phoneState: PhoneState): void {
  const shown = useRef(new Set<number>());

  useEffect(() => {
    for (const { contact } of lines) if (contact.kind === "call" && !contact.wrap_up) shown.current.add(contact.id);
    if (isOver(lines, phoneState, shown.current)) phone?.hangUp();
  }, [lines, phone, phoneState]);
}

/** Come back into a call that this page should be in: after a reload, or after the connection was lost. */
function useRejoin(desk: Desk | undefined, phone: PhoneState): (callId: number) => void {
  const known = useRef(new Set<number>());
  const hungUp = useRef(new Set<number>());
  const carried = phone.call?.callId;

  useEffect(() => {
    if (carried) known.current.add(carried);
  }, [carried]);

  useEffect(() => {
    const open = desk?.contacts.filter((contact) => !hungUp.current.has(contact.id)) ?? [];
    const lost = callToRejoin(open, phone, known.current);
    if (lost === null) return;
    known.current.add(lost);
    // Refused means that the call has ended meanwhile: the desk is told so by its own event.
    void callVerb("rejoin", lost).catch(() => undefined);
  }, [desk, phone]);

  const [letGo] = useState(() => (callId: number) => {
    hungUp.current.add(callId);
  });
  return letGo;
}
