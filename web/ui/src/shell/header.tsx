import { ActionIcon, Tooltip } from "@mantine/core";
import {
  IconAddressBook,
  IconAdjustments,
  IconCalendarStats,
  IconHeadset,
  IconKeyboard,
  IconLayoutDashboard,
  IconMessages,
  IconPhoneOutgoing,
  IconSitemap,
  IconUsersGroup,
  type TablerIcon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { Colleagues } from "../desk/colleagues";
import { openCheatSheet } from "../desk/shortcuts";
import classes from "./header.module.css";
import { LanguageSwitch } from "./language-switch";
import { Mark } from "./mark";
import { SchemeSwitch } from "./scheme-switch";
import { useKeepLanguage } from "./keep-language";
import { useUser } from "./session";
import { UserMenu } from "./user-menu";

interface Page {
  path: string;
  text: "desk" | "customers" | "callbacks" | "floor" | "queues" | "flows" | "channels" | "day" | "house";
  icon: TablerIcon;
  for: "agents" | "all" | "supervisors";
}

const PAGES: Page[] = [
  { path: "/desk", text: "desk", icon: IconHeadset, for: "agents" },
  { path: "/day", text: "day", icon: IconCalendarStats, for: "agents" },
  { path: "/customers", text: "customers", icon: IconAddressBook, for: "all" },
  { path: "/callbacks", text: "callbacks", icon: IconPhoneOutgoing, for: "all" },
  { path: "/floor", text: "floor", icon: IconLayoutDashboard, for: "supervisors" },
  { path: "/queues", text: "queues", icon: IconUsersGroup, for: "supervisors" },
  { path: "/house", text: "house", icon: IconAdjustments, for: "supervisors" },
  { path: "/flows", text: "flows", icon: IconSitemap, for: "supervisors" },
  { path: "/channels", text: "channels", icon: IconMessages, for: "supervisors" },
];

export function Header() {
  const { t } = useTranslation("common");
  const [location] = useLocation();
  const user = useUser();
  const keepLanguage = useKeepLanguage();
  const shown = PAGES.filter(
    (page) =>
      page.for === "all" ||
      (page.for === "agents" && user.agent_id !== null) ||
      (page.for === "supervisors" && user.role !== "agent"),
  );
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.brand} aria-label={t("product")}>
        <Mark />
        <span className={classes.name}>{t("product")}</span>
      </Link>
      <nav className={classes.pages} aria-label={t("pages")}>
        {shown.map(({ path, text, icon: Icon }) => (
          <Link
            key={path}
            to={path}
            className={classes.page ?? ""}
            aria-label={t(`page.${text}`)}
            aria-current={location.startsWith(path) ? "page" : undefined}
          >
            <Icon size={18} stroke={1.6} aria-hidden />
            <span className={classes.word}>{t(`page.${text}`)}</span>
          </Link>
        ))}
      </nav>
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
