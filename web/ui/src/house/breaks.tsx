import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { saveBreaks, useNameOf } from "../api/house";
import type { HouseOut } from "../api/schema";
import { Card } from "./card";
import { useEdited } from "./draft";
import classes from "./house.module.css";
import { keyFor, moved } from "./keys";
import { NamesField } from "./names-field";
import { Row } from "./row";

interface Reason {
  key: string;
  names: Record<string, string>;
}

/** Which breaks there are. A new one gets its key when it is saved, from the name it has by then. */
export function Breaks({ house }: { house: HouseOut }) {
  const { t } = useTranslation("house");
  const nameOf = useNameOf();
  const edited = useEdited<Reason[]>(house.break_reasons, (reasons) => saveBreaks(named(reasons)));
  const reasons = edited.value;
  return (
    <Card title={t("breaks.title")} hint={t("breaks.hint")} edited={edited}>
      <ul className={classes.list}>
        {reasons.map((reason, index) => (
          <Row
            key={reason.key || `new-${String(index)}`}
            name={nameOf(reason.names)}
            first={index === 0}
            last={index === reasons.length - 1}
            onMove={(by) => {
              edited.change(moved(reasons, index, by));
            }}
            onRemove={() => {
              edited.change(reasons.filter((each) => each !== reason));
            }}
          >
            <NamesField
              label={t("breaks.name")}
              names={reason.names}
              onChange={(names) => {
                edited.change(reasons.map((each) => (each === reason ? { ...each, names } : each)));
              }}
            />
          </Row>
        ))}
      </ul>
      <Button
        variant="default"
        w="fit-content"
        leftSection={<IconPlus size={18} stroke={1.6} />}
        onClick={() => {
          edited.change([...reasons, { key: "", names: {} }]);
        }}
      >
        {t("breaks.add")}
      </Button>
    </Card>
  );
}

function named(reasons: Reason[]): Reason[] {
  const taken = reasons.map((reason) => reason.key);
  return reasons.map((reason) => {
    if (reason.key) return reason;
    const key = keyFor(reason.names, taken);
    taken.push(key);
    return { ...reason, key };
  });
}
