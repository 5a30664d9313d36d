import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/use";
import type { Analytics } from "../api";
import panels from "../panels/panels.module.css";
import classes from "./analytics.module.css";

/** The nodes at which most is lost, the worst first, and why each of them is here. */
export function Worst({ analytics, onNode }: { analytics: Analytics; onNode: (key: string) => void }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  return (
    <aside className={classes.worst} aria-label={t("analytics.worst")}>
      <h2>{t("analytics.worst")}</h2>
      {analytics.worst.length === 0 ? (
        <p className={panels.empty}>{t("analytics.noWorst")}</p>
      ) : (
        <ol className={panels.list}>
          {analytics.worst.map((each) => (
            <li key={each.node}>
              <UnstyledButton
                className={panels.line ?? ""}
                onClick={() => {
                  onNode(each.node);
                }}
              >
                <span className={panels.strong} dir="auto">
                  {each.title || each.node}
                </span>
                <span className={panels.quiet} dir="auto">
                  {t(`analytics.why.${each.why}`, { count: each.count, shown: format.number(each.count) })}
                </span>
              </UnstyledButton>
            </li>
          ))}
        </ol>
      )}
    </aside>
  );
}
