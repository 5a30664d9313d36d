import { Tooltip, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Kind, Kinds } from "../model/schema";
import { DRAGGED_KIND } from "./canvas";
import { grouped, groupOf, KindIcon, useNames } from "./kinds";
import classes from "./palette.module.css";

/** Every kind of node, to be dragged onto the graph, or pressed to stand beside what is selected. */
export function Palette({ kinds, onPick }: { kinds: Kinds; onPick: (kind: Kind) => void }) {
  const { t } = useTranslation("flows");
  const names = useNames();
  return (
    <nav className={classes.palette} aria-label={t("palette.label")}>
      {grouped(kinds.values()).map(([group, members]) => (
        <section key={group} aria-label={t(`palette.group.${group}`)}>
          <div className={classes.group}>{t(`palette.group.${group}`)}</div>
          {members.map((kind) => {
            return (
              <Tooltip key={kind.kind} label={names.kindHint(kind.kind, kind.doc)} position="right" multiline maw={280} openDelay={600}>
                <UnstyledButton
                  className={classes.kind}
                  draggable
                  data-group={groupOf(kind.kind)}
                  onDragStart={(event) => {
                    event.dataTransfer.setData(DRAGGED_KIND, kind.kind);
                    event.dataTransfer.effectAllowed = "copy";
                  }}
                  onClick={() => {
                    onPick(kind);
                  }}
                >
                  <KindIcon kind={kind.kind} />
                  <span>{names.kind(kind.kind, kind.title)}</span>
                </UnstyledButton>
              </Tooltip>
            );
          })}
        </section>
      ))}
    </nav>
  );
}
