import { ActionIcon, Tooltip } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Colleagues } from "../desk/colleagues";
import { openCheatSheet } from "../desk/shortcuts";
import classes from "./header.module.css";
import { LanguageSwitch } from "./language-switch";
import { Mark } from "./mark";
import { Pages } from "./pages";
import { SchemeSwitch } from "./scheme-switch";
import { useKeepLanguage } from "./keep-language";
import { useUser } from "./session";
import { UserMenu } from "./user-menu";

export function Header() {
  const { t } = useTranslation("common");
  const user = useUser();
  const keepLanguage = useKeepLanguage();
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.brand} aria-label={t("product")}>
        <Mark />
        <span className={classes.name}>{t("product")}</span>
      </Link>
      <Pages />
      <div className={classes.tools}>
        <div className={classes.widest}>
          <LanguageSwitch onChange={keepLanguage} />
        </div>
        <div className={classes.wide}>
          <SchemeSwitch />
        </div>
        {user.agent_id !== null && (
          <div className={classes.wide}>
            <Tooltip label={t("shortcuts")}>
              <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("shortcuts")} onClick={openCheatSheet}>
                <IconKeyboard size={20} stroke={1.5} />
              </ActionIcon>
            </Tooltip>
          </div>
        )}
        {user.agent_id !== null && <Colleagues />}
        <UserMenu />
      </div>
    </header>
  );
}
