import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconCheck, IconKey, IconLogout } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { initials } from "../common/initials";
import { later } from "../common/later";
import { useLanguage } from "../format/use";
import { changeLanguage, CODES, LANGUAGES } from "../i18n";
import classes from "./user-menu.module.css";
import { useKeepLanguage } from "./keep-language";
import { SchemeItems } from "./scheme-switch";
import { useLogOut, useUser } from "./session";

const OwnPassword = later(() => import("./own-password").then((module) => module.OwnPassword), "people");

export function UserMenu() {
  const { t } = useTranslation("common");
  const [choosing, setChoosing] = useState(false);
  const user = useUser();
  const logOut = useLogOut();
  const keepLanguage = useKeepLanguage();
  const current = useLanguage();
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <UnstyledButton className={classes.button} aria-label={t("userMenu", { name: user.name })}>
            <Avatar size={32} radius="xl" color="thread" variant="light">
              {initials(user.name)}
            </Avatar>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes.who}>
            <Text fw={550}>{user.name}</Text>
            <Text size="sm" c="dimmed">
              {t(`role.${user.role}`)}
            </Text>
          </div>
          <Menu.Divider />
          <div className={classes.languages}>
            <Menu.Label>{t("language")}</Menu.Label>
            {CODES.map((language) => (
              <Menu.Item
                key={language}
                lang={language}
                rightSection={language === current ? <IconCheck size={16} aria-label={t("chosen")} /> : null}
                onClick={() => {
                  void changeLanguage(language);
                  keepLanguage(language);
                }}
              >
                {LANGUAGES[language].name}
              </Menu.Item>
            ))}
            <Menu.Divider />
          </div>
          <div className={classes.narrow}>
            <Menu.Label>{t("scheme.title")}</Menu.Label>
            <SchemeItems />
            <Menu.Divider />
          </div>
          <Menu.Item leftSection={<IconKey size={18} stroke={1.5} />} onClick={() => { setChoosing(true); }}>
            {t("changePassword")}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={18} stroke={1.5} />} onClick={() => void logOut()}>
            {t("logOut")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{choosing && <OwnPassword close={() => { setChoosing(false); }} />}</Suspense>
    </>
  );
}
