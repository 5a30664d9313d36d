/** To whom a call can go, as one list that is searched. Pure, so that it is tested without a browser. */
import type { TargetAgent, TargetQueue, Targets } from "../api/schema";

export interface Target {
  key: string;
  kind: "agent" | "queue" | "flow" | "number";
  to: string;
  name: string;
  /** Cannot be rung now. */
  away: boolean;
  agent?: TargetAgent;
  queue?: TargetQueue;
}

const NUMBER = /^\+?[\d ()./-]{5,25}$/;

/** Those whose name has these words, who is ready first; a number that is typed is a target of its own. */
export function targetsLike(targets: Targets | undefined, words: string): Target[] {
  if (!targets) return [];
  const wanted = words.trim().toLocaleLowerCase();
  const all: Target[] = [
    ...[...targets.agents]
      .sort((a, b) => Number(b.ringable) - Number(a.ringable))
      .map((agent): Target => ({ key: `agent-${String(agent.id)}`, kind: "agent", to: String(agent.id), name: agent.name, away: !agent.ringable, agent })),
    ...targets.queues.map((queue): Target => ({ key: `queue-${queue.key}`, kind: "queue", to: queue.key, name: queue.name, away: false, queue })),
    ...targets.flows.map((flow): Target => ({ key: `flow-${flow.key}`, kind: "flow", to: flow.key, name: flow.name, away: false })),
  ];
  const found = all.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  if (!targets.numbers || !NUMBER.test(words.trim())) return found;
  return [{ key: "number", kind: "number", to: words.trim(), name: words.trim(), away: false }, ...found];
}
