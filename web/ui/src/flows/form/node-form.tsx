import { ActionIcon, Alert, Button, Group, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconFlag, IconLifebuoy, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KindIcon, useNames } from "../canvas/kinds";
import { useEditing } from "../editor-context";
import { removeNodes, renameNode, setField } from "../model/edit";
import type { NodeData } from "../model/flow";
import { Fields } from "./fields";
import classes from "./form.module.css";

const HEAD = new Set(["key", "kind", "title"]);

/** Everything about one node. The form follows from what the server says of its kind. */
export function NodeForm({ node }: { node: NodeData }) {
  const { t } = useTranslation("flows");
  const names = useNames();
  const { flow, kinds, faults, change, select } = useEditing();
  const kind = kinds.get(node.kind);
  const own = faults.get(node.key) ?? [];
  const byField = new Map(own.map((fault) => [fault.field, fault.problem]));
  const put = (path: string, value: unknown) => {
    change((before) => setField(before, node.key, path, value), `${node.key}.${path}`);
  };
  return (
    <div className={classes.form}>
      <Group gap={8} wrap="nowrap" c="dimmed">
        <KindIcon kind={node.kind} />
        <Text size="sm" flex={1}>
          {names.kind(node.kind, kind?.title)}
        </Text>
        <Tooltip label={t("form.delete")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t("form.delete")}
            onClick={() => {
              change((before) => removeNodes(before, new Set([node.key]), kinds));
              select([]);
            }}
          >
            <IconTrash size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Group>
      {own.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />} p="sm">
          <Stack gap={8}>
            {own.map((fault) => (
              <Text key={fault.field + fault.problem} size="sm" dir="auto">
                {fault.problem} {fault.remedy}
              </Text>
            ))}
          </Stack>
        </Alert>
      )}
      <TextInput
        label={t("form.title")}
        dir="auto"
        maxLength={80}
        placeholder={node.key}
        value={node.title ?? ""}
        onChange={(event) => {
          put("title", event.currentTarget.value);
        }}
      />
      {kind ? (
        <Fields schema={kind.schema} root={kind.schema} value={node} within="" faults={byField} id={node.key} without={HEAD} onField={put} />
      ) : (
        <Text size="sm">{t("form.unknownKind", { kind: node.kind })}</Text>
      )}
      <Group gap={8}>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconFlag size={16} />}
          disabled={flow.start === node.key}
          onClick={() => {
            change((before) => ({ ...before, start: node.key }));
          }}
        >
          {t("form.makeStart")}
        </Button>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconLifebuoy size={16} />}
          disabled={flow.operator === node.key}
          onClick={() => {
            change((before) => ({ ...before, operator: node.key }));
          }}
        >
          {t("form.makeOperator")}
        </Button>
      </Group>
      <KeyField key={node.key} node={node} />
    </div>
  );
}

/** The name of a node within the flow. It changes when it is done, since every way to the node changes with it. */
function KeyField({ node }: { node: NodeData }) {
  const { t } = useTranslation("flows");
  const { flow, kinds, change, select } = useEditing();
  const [typed, setTyped] = useState(node.key);
  const taken = typed !== node.key && flow.nodes.some((each) => each.key === typed);
  const wrong = !/^[a-z][a-z0-9_]{0,39}$/.test(typed);
  return (
    <TextInput
      label={t("form.key")}
      description={t("form.keyHint")}
      className="ltr"
      value={typed}
      error={taken ? t("form.keyTaken") : wrong ? t("form.keyWrong") : undefined}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
      onBlur={() => {
        if (taken || wrong || typed === node.key) return;
        change((before) => renameNode(before, node.key, typed, kinds));
        select([typed]);
      }}
    />
  );
}
