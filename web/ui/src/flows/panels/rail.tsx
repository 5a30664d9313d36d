import { CloseButton, Tooltip, UnstyledButton } from "@mantine/core";
import { IconAdjustments, IconAlertTriangle, IconGauge, IconHistory, IconPencil, IconPlayerPlay, IconRepeat, IconTestPipe, type TablerIcon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DraftState } from "../../api/schema";
import { useFormat } from "../../format/use";
import type { Fault } from "../canvas/cards";
import { useEditing } from "../editor-context";
import classes from "../editor.module.css";
import { FlowForm } from "../form/flow-form";
import { NodeForm } from "../form/node-form";
import { nodeOf } from "../model/flow";
import { EffortPanel } from "./effort";
import { ProblemsPanel } from "./problems";
import { ReplayPanel } from "./replay";
import { SimulatorPanel } from "./simulator";
import { TestsPanel } from "./tests";
import type { Simulator } from "./use-simulator";
import { VersionsPanel } from "./versions";

const NAMES = ["node", "try", "problems", "effort", "tests", "replay", "versions", "settings"] as const;
export type PanelName = (typeof NAMES)[number];

const ICONS: Record<PanelName, TablerIcon> = {
  node: IconPencil,
  try: IconPlayerPlay,
  problems: IconAlertTriangle,
  effort: IconGauge,
  tests: IconTestPipe,
  replay: IconRepeat,
  versions: IconHistory,
  settings: IconAdjustments,
};

interface Props {
  panel: PanelName | null;
  setPanel: (panel: PanelName | null) => void;
  server: DraftState;
}

/** What can stand beside the graph, one at a time. */
export function Rail({ panel, setPanel, server }: Props) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const counts: Partial<Record<PanelName, [number | null, boolean]>> = {
    problems: [server.faults.length || null, false],
    effort: [server.effort?.score ?? null, true],
  };
  return (
    <nav className={classes.rail} aria-label={t("panel.label")}>
      {NAMES.map((name) => {
        const Icon = ICONS[name];
        const [count, calm] = counts[name] ?? [null, true];
        return (
          <Tooltip key={name} label={t(`panel.${name}`)} position="left" disabled={t(`panel.${name}`) === t(`rail.${name}`)}>
            <UnstyledButton
              className={classes.railButton}
              aria-pressed={panel === name}
              aria-label={count === null ? t(`panel.${name}`) : `${t(`panel.${name}`)}: ${format.number(count)}`}
              onClick={() => {
                setPanel(panel === name ? null : name);
              }}
            >
              <Icon size={20} stroke={1.6} aria-hidden />
              <span className={classes.railName} aria-hidden>
                {t(`rail.${name}`)}
              </span>
              {count !== null && (
                <span className={classes.count} data-calm={calm || undefined} aria-hidden>
                  {format.number(count)}
                </span>
              )}
            </UnstyledButton>
          </Tooltip>
        );
      })}
    </nav>
  );
}

export function Panels({ panel, setPanel, simulator, server, faults }: Props & { simulator: Simulator; faults: readonly Fault[] }) {
  const { t } = useTranslation("flows");
  if (panel === null) return null;
  return (
    <aside className={classes.panel} data-panel="" aria-label={t(`panel.${panel}`)}>
      <div className={classes.panelHead}>
        {t(`panel.${panel}`)}
        <CloseButton
          size="lg"
          aria-label={t("panel.close")}
          onClick={() => {
            setPanel(null);
          }}
        />
      </div>
      {panel === "try" ? (
        <SimulatorPanel simulator={simulator} />
      ) : (
        <div className={classes.panelBody}>
          <Contents panel={panel} server={server} faults={faults} />
        </div>
      )}
    </aside>
  );
}

function Contents({ panel, server, faults }: { panel: Exclude<PanelName, "try">; server: DraftState; faults: readonly Fault[] }): ReactNode {
  switch (panel) {
    case "node":
      return <NodePanel />;
    case "problems":
      return <ProblemsPanel faults={faults} />;
    case "effort":
      return <EffortPanel effort={server.effort} />;
    case "tests":
      return <TestsPanel />;
    case "replay":
      return <ReplayPanel />;
    case "versions":
      return <VersionsPanel />;
    case "settings":
      return <FlowForm />;
  }
}

function NodePanel() {
  const { t } = useTranslation("flows");
  const { flow, selected } = useEditing();
  const node = selected.length === 1 ? nodeOf(flow, selected[0] ?? null) : undefined;
  if (!node) return <p style={{ color: "var(--tl-quiet)" }}>{selected.length > 1 ? t("panel.several", { count: selected.length }) : t("panel.choose")}</p>;
  return <NodeForm key={node.key} node={node} />;
}
