import { Badge, Button, Group, Modal, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { SaidOut } from "../api/schema";
import type { Imported } from "./api";
import classes from "./list.module.css";
import { useSaid } from "./use-said";

const COLOURS: Record<string, string> = { mapped: "thread", approximated: "yellow", undecided: "red" };

/** Where a widget led stands by itself, since every widget has that, and it is read only where something is unclear. */
const isTold = ({ code }: SaidOut) => code !== "ways" && code !== "no_way";

/** What became of every part of a file that was brought in. Nothing is left out silently. */
export function ImportReport({ imported, onClose }: { imported: Imported; onClose: () => void }) {
  const { t } = useTranslation("flows");
  const [, go] = useLocation();
  const say = useSaid("studio");
  return (
    <Modal opened onClose={onClose} title={t("import.title")} size={640} centered>
      {imported.report.length === 0 ? (
        <Text>{t("import.whole")}</Text>
      ) : (
        <ul className={classes.report}>
          {imported.report.map((line, index) => (
            <li key={index}>
              <Badge variant="light" color={COLOURS[line.outcome] ?? "gray"} fullWidth>
                {t(`import.outcome.${line.outcome as "mapped"}`)}
              </Badge>
              <div>
                <span className={classes.widget}>
                  <bdi>{line.widget || t("difference.whole")}</bdi>
                </span>{" "}
                <span dir="auto">{say(line.said.filter(isTold), line.sentence)}</span>
                <p className={classes.ways}>{say(line.said.filter((said) => !isTold(said)), "")}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
      <Group justify="flex-end" mt={24}>
        <Button variant="default" onClick={onClose}>
          {t("close")}
        </Button>
        <Button onClick={() => { go(`/flows/${imported.key}`); }}>{t("import.open")}</Button>
      </Group>
    </Modal>
  );
}
