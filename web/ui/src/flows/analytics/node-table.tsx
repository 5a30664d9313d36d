import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/use";
import type { Analytics } from "../api";
import classes from "./analytics.module.css";

type Line = Analytics["nodes"][number];

const COLUMNS = ["visits", "seconds", "drop_off", "no_input", "no_match", "operator", "failure"] as const;
type Column = (typeof COLUMNS)[number];

/** The same figures as a table; a press on a heading sorts by it. */
export function NodeTable({ nodes, onNode }: { nodes: readonly Line[]; onNode: (key: string) => void }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const [by, setBy] = useState<Column>("visits");
  const sorted = [...nodes].sort((a, b) => (b[by] ?? 0) - (a[by] ?? 0));
  const shown = (line: Line, column: Column) => {
    if (column === "seconds") return format.clock(line.seconds);
    const count = line[column] ?? 0;
    return count === 0 ? "–" : format.number(count);
  };
  return (
    <div className={classes.tableScroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("analytics.node")}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={classes.number} aria-sort={by === column ? "descending" : "none"}>
                <UnstyledButton
                  className={classes.sort}
                  data-on={by === column || undefined}
                  onClick={() => {
                    setBy(column);
                  }}
                >
                  {t(`analytics.column.${column}`)}
                </UnstyledButton>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((line) => (
            <tr key={line.node}>
              <th scope="row">
                <UnstyledButton
                  className={classes.nodeName}
                  onClick={() => {
                    onNode(line.node);
                  }}
                >
                  <bdi>{line.title || line.node}</bdi>
                </UnstyledButton>
              </th>
              {COLUMNS.map((column) => (
                <td key={column} className={classes.number}>
                  {shown(line, column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
