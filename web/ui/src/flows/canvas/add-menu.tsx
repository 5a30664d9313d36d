import { Menu, ScrollArea, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Kind, Kinds } from "../model/schema";
import { grouped, KindIcon, useNames } from "./kinds";

interface Props {
  at: { x: number; y: number };
  kinds: Kinds;
  onPick: (kind: Kind) => void;
  onClose: () => void;
}

/** Kinds to choose from, at a point of the screen: what a way leads to that was dragged to where nothing is. */
export function AddMenu({ at, kinds, onPick, onClose }: Props) {
  const { t } = useTranslation("flows");
  const names = useNames();
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const shown = [...kinds.values()].filter((kind) => names.kind(kind.kind, kind.title).toLowerCase().includes(wanted));
  return (
    <Menu
      opened
      onChange={(opened) => {
        if (!opened) onClose();
      }}
      position="bottom-start"
      width={240}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Menu.Target>
        <span style={{ position: "fixed", left: at.x, top: at.y, inlineSize: 1, blockSize: 1 }} />
      </Menu.Target>
      <Menu.Dropdown>
        <TextInput
          data-autofocus
          size="sm"
          m={4}
          leftSection={<IconSearch size={16} />}
          placeholder={t("palette.search")}
          aria-label={t("palette.search")}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && shown[0]) onPick(shown[0]);
          }}
        />
        <ScrollArea.Autosize mah={320}>
          {grouped(shown).map(([group, members]) => (
            <div key={group}>
              <Menu.Label>{t(`palette.group.${group}`)}</Menu.Label>
              {members.map((kind) => {
                return (
                  <Menu.Item
                    key={kind.kind}
                    leftSection={<KindIcon kind={kind.kind} />}
                    onClick={() => {
                      onPick(kind);
                    }}
                  >
                    {names.kind(kind.kind, kind.title)}
                  </Menu.Item>
                );
              })}
            </div>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
