import { Button, Group, Select } from "@mantine/core";
import { IconListDetails, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { saveDispositions, useNameOf } from "../api/house";
import type { HouseOut } from "../api/schema";
import { useFormat } from "../format/use";
import { Card } from "./card";
import { useEdited } from "./draft";
import { FieldsEditor } from "./fields";
import classes from "./house.module.css";
import { keyFor } from "./keys";
import { NamesField } from "./names-field";
import { Row } from "./row";
import { branches, type Disposition, movedAmongOwn, without } from "./tree";

interface Props {
  house: HouseOut;
  queues: { key: string; name: string }[];
}

/** How contacts can end: a tree, each entry for all queues or for one, with what has to be said beside it. */
export function Dispositions({ house, queues }: Props) {
  const { t } = useTranslation("house");
  const format = useFormat();
  const nameOf = useNameOf();
  const [open, setOpen] = useState<string | null>(null);
  const edited = useEdited<Disposition[]>(house.dispositions, saveDispositions);
  const kinds = edited.value;

  const change = (key: string, what: Partial<Disposition>) => {
    edited.change(kinds.map((kind) => (kind.key === key ? { ...kind, ...what } : kind)));
  };
  const add = (parent: string) => {
    // Its key is made from a name in no language yet, so it says where it stands.
    const key = keyFor({ en: parent ? `${parent}_1` : "ending_1" }, kinds.map((kind) => kind.key));
    edited.change([...kinds, { key, parent, names: {}, queue: kinds.find((kind) => kind.key === parent)?.queue ?? "", fields: [] }]);
  };

  return (
    <Card title={t("dispositions.title")} hint={t("dispositions.hint")} edited={edited}>
      <ul className={classes.list}>
        {branches(kinds).map(({ kind, depth, first, last, leaf }) => (
          <Row
            key={kind.key}
            name={nameOf(kind.names)}
            depth={depth}
            first={first}
            last={last}
            onMove={(by) => {
              edited.change(movedAmongOwn(kinds, kind, by));
            }}
            onRemove={() => {
              edited.change(without(kinds, kind.key));
            }}
          >
            <NamesField
              label={t("dispositions.name")}
              names={kind.names}
              onChange={(names) => {
                change(kind.key, { names });
              }}
            />
            <Select
              w={168}
              aria-label={t("dispositions.queue")}
              data={[{ value: "", label: t("dispositions.everyQueue") }, ...queues.map(({ key, name }) => ({ value: key, label: name }))]}
              allowDeselect={false}
              value={kind.queue}
              onChange={(queue) => {
                change(kind.key, { queue: queue ?? "" });
              }}
            />
            {leaf && (
              <Button
                variant={kind.fields.length > 0 ? "light" : "subtle"}
                color={kind.fields.length > 0 ? undefined : "gray"}
                leftSection={<IconListDetails size={18} stroke={1.5} />}
                aria-expanded={open === kind.key}
                onClick={() => {
                  setOpen(open === kind.key ? null : kind.key);
                }}
              >
                {t("dispositions.fields", { shown: format.number(kind.fields.length) })}
              </Button>
            )}
            {depth < 3 && (
              <Button
                variant="subtle"
                color="gray"
                leftSection={<IconPlus size={18} stroke={1.5} />}
                onClick={() => {
                  add(kind.key);
                }}
              >
                {t("dispositions.beneath")}
              </Button>
            )}
            {open === kind.key && leaf && (
              <FieldsEditor
                fields={kind.fields}
                onChange={(fields) => {
                  change(kind.key, { fields });
                }}
              />
            )}
          </Row>
        ))}
      </ul>
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} stroke={1.6} />}
          onClick={() => {
            add("");
          }}
        >
          {t("dispositions.add")}
        </Button>
      </Group>
    </Card>
  );
}
