import { ActionIcon, Tooltip } from "@mantine/core";
import { IconMaximize, IconZoomIn, IconZoomOut, type TablerIcon } from "@tabler/icons-react";
import { useReactFlow } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import classes from "./canvas.module.css";
import { FIT } from "./view";

const GLIDE = { duration: 150 };

/** In the corner of the graph: larger, smaller, and all of it. */
export function ZoomButtons() {
  const { t } = useTranslation("flows");
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  return (
    <div className={classes.zoom}>
      <Zoom label={t("toolbar.zoomIn")} icon={IconZoomIn} onClick={() => void zoomIn(GLIDE)} />
      <Zoom label={t("toolbar.zoomOut")} icon={IconZoomOut} onClick={() => void zoomOut(GLIDE)} />
      <Zoom label={t("toolbar.fit")} icon={IconMaximize} onClick={() => void fitView(FIT)} />
    </div>
  );
}

function Zoom({ label, icon: Icon, onClick }: { label: string; icon: TablerIcon; onClick: () => void }) {
  return (
    <Tooltip label={label} position="right">
      <ActionIcon variant="subtle" color="gray" size={36} aria-label={label} onClick={onClick}>
        <Icon size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
