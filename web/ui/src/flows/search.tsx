import { Select } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { memo, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "./canvas/kinds";
import classes from "./editor.module.css";
import { type NodeData, titleOf } from "./model/flow";
import { bodyOf } from "./model/summary";

interface Props {
  nodes: readonly NodeData[];
  languages: readonly string[];
  show: (key: string) => void;
}

/** Find a node by its name, its kind, or a word of what it says. Cards that are moved are no reason to draw it anew. */
export const Search = memo(function Search({ nodes, languages, show }: Props) {
  const { t } = useTranslation("flows");
  const names = useNames();
  const [typed, setTyped] = useState("");
  const data = useMemo(() => nodes.map((node) => ({ value: node.key, label: titleOf(node) })), [nodes]);
  const texts = useMemo(
    () =>
      new Map(
        nodes.map((node) => [
          node.key,
          [titleOf(node), node.key, names.kind(node.kind), ...languages.map((language) => bodyOf(node, language))].join(" ").toLowerCase(),
        ]),
      ),
    [nodes, languages, names],
  );
  return (
    <Select
      id="flow-search"
      className={`${classes.search ?? ""} ${classes.wide ?? ""}`}
      aria-label={t("toolbar.search")}
      placeholder={t("toolbar.search")}
      leftSection={<IconSearch size={16} stroke={1.6} />}
      rightSection={<span />}
      data={data}
      filter={({ options, search, limit }) =>
        options.filter((option) => "value" in option && (texts.get(String(option.value)) ?? "").includes(search.trim().toLowerCase())).slice(0, limit)
      }
      limit={30}
      searchable
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={t("toolbar.nothingFound")}
      onChange={(key) => {
        if (key) show(key);
        setTyped("");
      }}
      comboboxProps={{ width: 280, position: "bottom-end" }}
    />
  );
});
