import { Skeleton, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFaultText } from "../../api/act";
import { useDifference } from "../api";
import { useEditing } from "../editor-context";
import { useSaid } from "../use-said";
import classes from "./panels.module.css";

/** What a caller would notice between two versions, a sentence each. */
export function DifferenceList({ from, to, onShow }: { from: string | null; to: string; onShow?: () => void }) {
  const { t } = useTranslation("flows");
  const { flowKey, show } = useEditing();
  const difference = useDifference(flowKey, from, to);
  const faultText = useFaultText();
  const say = useSaid("changes");
  if (from === null) return <p className={classes.empty}>{t("difference.first")}</p>;
  if (difference.isPending) return <Skeleton height={48} radius="md" role="status" aria-label={t("difference.title")} />;
  if (difference.isError) return <p className={classes.empty}>{faultText(difference.error)}</p>;
  if (difference.data.length === 0) return <p className={classes.empty}>{t("difference.none")}</p>;
  return (
    <ul className={classes.list}>
      {difference.data.map((line, index) => (
        <li key={`${line.node}.${String(index)}`}>
          <UnstyledButton
            className={classes.line}
            onClick={() => {
              show(line.node);
              onShow?.();
            }}
          >
            <span className={classes.strong} dir="auto">
              {line.title || line.node || t("difference.whole")}
            </span>
            <span dir="auto">{say([line.said], line.sentence)}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
