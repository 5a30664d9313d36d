import { ActionIcon, Button, Group, Loader, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconArrowLeft, IconCheck, IconCloudOff, IconLayoutDistributeVertical, IconPlus, type TablerIcon } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useEditing } from "./editor-context";
import classes from "./editor.module.css";
import { Others } from "./others";
import { PublishDialog } from "./panels/publish";
import type { PanelName } from "./panels/rail";
import { Search } from "./search";
import type { Autosave } from "./use-autosave";
import type { Edits } from "./use-edits";

interface Props {
  autosave: Autosave;
  edits: Edits;
  arrange: () => void;
  setPanel: (panel: PanelName | null) => void;
  /** Choose a step to add, at this point of the screen: where there is no room for all of them beside the graph. */
  onAdd?: ((at: { x: number; y: number }) => void) | undefined;
}

/** Above the graph: which flow, whether it is saved, who else is here, and what can be done with all of it. */
export function Toolbar({ autosave, edits, arrange, setPanel, onAdd }: Props) {
  const { t } = useTranslation("flows");
  const { flow, flowKey, show } = useEditing();
  const [publishing, setPublishing] = useState(false);
  const faults = autosave.server.faults.length;
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t("toolbar.label")}>
      <ActionIcon component={Link} href="/flows" variant="subtle" color="gray" size={36} aria-label={t("toolbar.back")}>
        <IconArrowLeft size={18} stroke={1.6} className={classes.mirrored} />
      </ActionIcon>
      <h1 className={classes.name} dir="auto" style={{ margin: 0 }}>
        {flow.name || flowKey}
      </h1>
      <Saved autosave={autosave} />
      <Others flowKey={flowKey} first={autosave.server.others} />
      <span className={classes.gap} />
      {onAdd && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={44}
          aria-label={t("palette.label")}
          onClick={(event) => {
            const { left, bottom } = event.currentTarget.getBoundingClientRect();
            onAdd({ x: left, y: bottom });
          }}
        >
          <IconPlus size={20} stroke={1.6} />
        </ActionIcon>
      )}
      <Tool label={t("toolbar.undo")} icon={IconArrowBackUp} disabled={!edits.canUndo} onClick={edits.undo} />
      <Group gap={2} wrap="nowrap" className={classes.wide}>
        <Tool label={t("toolbar.redo")} icon={IconArrowForwardUp} disabled={!edits.canRedo} onClick={edits.redo} />
        <Tool label={t("toolbar.arrange")} icon={IconLayoutDistributeVertical} onClick={arrange} />
      </Group>
      <Search nodes={flow.nodes} languages={flow.languages} show={show} />
      <nav className={`${classes.tabs ?? ""} ${classes.wide ?? ""}`} aria-label={t("toolbar.views")}>
        <span className={classes.tab} aria-current="page">
          {t("toolbar.edit")}
        </span>
        <Link to={`/flows/${flowKey}/analytics`} className={classes.tab ?? ""}>
          {t("toolbar.analytics")}
        </Link>
      </nav>
      <Button
        className={classes.publish}
        onClick={() => {
          if (faults > 0) setPanel("problems");
          else setPublishing(true);
        }}
      >
        {t("toolbar.publish")}
      </Button>
      {publishing && (
        <PublishDialog
          onClose={() => {
            setPublishing(false);
          }}
        />
      )}
    </div>
  );
}

function Tool({ label, icon: Icon, onClick, disabled }: { label: string; icon: TablerIcon; onClick: () => void; disabled?: boolean }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={36} aria-label={label} onClick={onClick} disabled={disabled ?? false}>
        <Icon size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}

function Saved({ autosave: { state } }: { autosave: Autosave }) {
  const { t } = useTranslation("flows");
  const bad = state === "failed" || state === "conflict";
  return (
    <span className={classes.status} data-bad={bad || undefined} role="status">
      {state === "saved" ? <IconCheck size={16} aria-hidden /> : bad ? <IconCloudOff size={16} aria-hidden /> : <Loader size={12} />}
      <span className={bad ? undefined : classes.wide}>{t(`saving.${state}`)}</span>
    </span>
  );
}
