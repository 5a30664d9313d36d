import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun, type TablerIcon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

type Scheme = "light" | "dark" | "auto";
const SCHEMES: Record<Scheme, TablerIcon> = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };

export function SchemeSwitch() {
  const { t } = useTranslation("common");
  const { colorScheme } = useMantineColorScheme();
  const Icon = SCHEMES[colorScheme];
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Tooltip label={t("scheme.title")}>
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("scheme.title")}>
            <Icon size={20} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <SchemeItems />
      </Menu.Dropdown>
    </Menu>
  );
}

export function SchemeItems() {
  const { t } = useTranslation("common");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (Object.keys(SCHEMES) as Scheme[]).map((scheme) => {
    const Icon = SCHEMES[scheme];
    return (
      <Menu.Item
        key={scheme}
        leftSection={<Icon size={18} stroke={1.5} />}
        rightSection={scheme === colorScheme ? <IconCheck size={16} aria-label={t("chosen")} /> : null}
        onClick={() => {
          setColorScheme(scheme);
        }}
      >
        {t(`scheme.${scheme}`)}
      </Menu.Item>
    );
  });
}
