import { ActionIcon, SegmentedControl, Select } from "@mantine/core";
import { IconArrowLeft, IconChartDots3 } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Unread } from "../../common/page";
import { EmptyState, ErrorState, LoadingLines } from "../../common/states";
import { useFormat } from "../../format/use";
import { flowKeys, readDraft, readVersion, useAnalytics, useKinds, useVersions } from "../api";
import editor from "../editor.module.css";
import { type Flow, flowOf } from "../model/flow";
import { AnalyticsGraph } from "./graph";
import { ContactsDrawer } from "./contacts";
import { Figures } from "./figures";
import { NodeTable } from "./node-table";
import classes from "./analytics.module.css";
import { SankeyView } from "./sankey-view";
import { Worst } from "./worst";

const PERIODS = ["1", "7", "30", "365"] as const;
const VIEWS = ["graph", "paths", "table"] as const;
type View = (typeof VIEWS)[number];

/** What became of the callers, node by node. */
export function AnalyticsPage({ flowKey }: { flowKey: string }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const versions = useVersions(flowKey);
  const [version, setVersion] = useState<string>("");
  const [days, setDays] = useState<string>("7");
  const [view, setView] = useState<View>("graph");
  const [node, setNode] = useState<string | null>(null);
  const asked = { version: version === "" ? null : Number(version), days: Number(days) };
  const analytics = useAnalytics(flowKey, asked);
  const kinds = useKinds();
  const shown = asked.version ?? versions.data?.find((each) => each.state === "live")?.number ?? null;
  const flow = useQuery({
    queryKey: [...flowKeys.one(flowKey), "definition", shown],
    queryFn: async (): Promise<Flow> => flowOf((shown === null ? await readDraft(flowKey) : await readVersion(flowKey, shown)).definition),
    enabled: versions.isSuccess,
    placeholderData: keepPreviousData,
  });
  if (!versions.data) return <Unread query={versions} />;
  if (!flow.data) return <Unread query={flow} />;
  const fault = analytics.error ?? kinds.error;
  return (
    <div className={editor.editor}>
      <div className={`${editor.toolbar ?? ""} ${classes.bar ?? ""}`}>
        <ActionIcon component={Link} href="/flows" variant="subtle" color="gray" size={36} aria-label={t("toolbar.back")}>
          <IconArrowLeft size={18} stroke={1.6} className={editor.mirrored} />
        </ActionIcon>
        <h1 className={editor.name} dir="auto" style={{ margin: 0 }}>
          {flow.data.name || flowKey}
        </h1>
        <span className={editor.gap} />
        <Select
          className={classes.choice ?? ""}
          w={152}
          aria-label={t("analytics.version")}
          data={[
            { value: "", label: t("analytics.allVersions") },
            ...versions.data.map((each) => ({ value: String(each.number), label: t("versions.number", { number: format.number(each.number) }) })),
          ]}
          value={version}
          allowDeselect={false}
          onChange={(chosen) => {
            setVersion(chosen ?? "");
          }}
        />
        <Select
          className={classes.choice ?? ""}
          w={136}
          aria-label={t("analytics.period")}
          data={PERIODS.map((each) => ({ value: each, label: t(`analytics.days.${each}`) }))}
          value={days}
          allowDeselect={false}
          onChange={(chosen) => {
            if (chosen) setDays(chosen);
          }}
        />
        <nav className={`${editor.tabs ?? ""} ${editor.wide ?? ""}`} aria-label={t("toolbar.views")}>
          <Link to={`/flows/${flowKey}`} className={editor.tab ?? ""}>
            {t("toolbar.edit")}
          </Link>
          <span className={editor.tab} aria-current="page">
            {t("toolbar.analytics")}
          </span>
        </nav>
      </div>
      {versions.data.length === 0 ? (
        <EmptyState icon={IconChartDots3} title={t("versions.none")} hint={t("replay.noneHint")} />
      ) : fault ? (
        <ErrorState fault={fault} onRetry={() => void analytics.refetch()} />
      ) : !analytics.data || !kinds.data ? (
        <LoadingLines p="md" />
      ) : analytics.data.contacts === 0 ? (
        <EmptyState icon={IconChartDots3} title={t("analytics.none")} hint={t("analytics.noneHint")} />
      ) : (
        <div className={classes.page}>
          <div className={classes.top}>
            <Figures analytics={analytics.data} />
            <SegmentedControl
              value={view}
              onChange={(chosen) => {
                setView(chosen as View);
              }}
              data={VIEWS.map((each) => ({ value: each, label: t(`analytics.view.${each}`) }))}
            />
          </div>
          <div className={classes.body}>
            <div className={classes.main} data-view={view}>
              {view === "graph" && (
                <ReactFlowProvider>
                  <AnalyticsGraph flowKey={flowKey} flow={flow.data} kinds={kinds.data} analytics={analytics.data} onNode={setNode} />
                </ReactFlowProvider>
              )}
              {view === "paths" && <SankeyView analytics={analytics.data} flow={flow.data} onNode={setNode} />}
              {view === "table" && <NodeTable nodes={analytics.data.nodes} onNode={setNode} />}
            </div>
            <Worst analytics={analytics.data} onNode={setNode} />
          </div>
        </div>
      )}
      {node !== null && <ContactsDrawer flowKey={flowKey} node={node} flow={flow.data} asked={asked} onClose={() => { setNode(null); }} />}
    </div>
  );
}
