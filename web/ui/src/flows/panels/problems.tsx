import { UnstyledButton } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../common/states";
import type { Fault } from "../canvas/cards";
import { useEditing } from "../editor-context";
import { nodeOf, titleOf } from "../model/flow";
import classes from "./panels.module.css";

/** Everything that stands between the draft and its callers; a press shows where. */
export function ProblemsPanel({ faults }: { faults: readonly Fault[] }) {
  const { t } = useTranslation("flows");
  const { flow, show } = useEditing();
  if (faults.length === 0) return <EmptyState icon={IconCircleCheck} title={t("problems.none")} hint={t("problems.noneHint")} />;
  return (
    <ul className={classes.list}>
      {faults.map((fault, index) => {
        const node = nodeOf(flow, fault.node);
        return (
          <li key={`${fault.node}.${fault.field}.${String(index)}`}>
            <UnstyledButton
              className={classes.line}
              disabled={!node}
              onClick={() => {
                show(fault.node);
              }}
            >
              <span className={classes.strong} dir="auto">
                {node ? titleOf(node) : t("problems.flow")}
              </span>
              <span dir="auto">{fault.problem}</span>
              <span className={classes.quiet} dir="auto">
                {fault.remedy}
              </span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
