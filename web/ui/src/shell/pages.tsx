import { Menu, UnstyledButton } from "@mantine/core";
import {
  IconAddressBook,
  IconAdjustments,
  IconCalendarStats,
  IconChevronDown,
  IconDeviceLandlinePhone,
  IconHeadset,
  IconLayoutDashboard,
  IconMenu2,
  IconMessages,
  IconPhoneOutgoing,
  IconSitemap,
  IconUserCog,
  IconUsersGroup,
  type TablerIcon,
} from "@tabler/icons-react";
import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import classes from "./pages.module.css";
import { useUser } from "./session";

interface Page {
  path: string;
  text: "desk" | "customers" | "callbacks" | "floor" | "queues" | "people" | "hotlines" | "flows" | "channels" | "day" | "house";
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
  { path: "/people", text: "people", icon: IconUserCog, for: "supervisors" },
  { path: "/house", text: "house", icon: IconAdjustments, for: "supervisors" },
  { path: "/hotlines", text: "hotlines", icon: IconDeviceLandlinePhone, for: "supervisors" },
  { path: "/flows", text: "flows", icon: IconSitemap, for: "supervisors" },
  { path: "/channels", text: "channels", icon: IconMessages, for: "supervisors" },
];

/**
 * What a row goes without where it is too wide, whatever the language: its icons; then all words but that of the page
 * one is on, before words are cut off; then all of it is in a menu.
 */
const WITHOUT = ["", "icons", "words", "row"];

/** Marks a row with what it goes without. */
function useTight() {
  const row = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = row.current;
    if (!element) return;
    const look = () => {
      for (const part of WITHOUT) {
        element.dataset.without = part;
        if (element.scrollWidth <= element.clientWidth) break;
      }
    };
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => {
      watch.disconnect();
    };
  });
  return row;
}

/** The way from page to page: a row of words, and in the hand a menu that says where one is. */
export function Pages() {
  const { t } = useTranslation("common");
  const [location] = useLocation();
  const row = useTight();
  const user = useUser();
  const shown = PAGES.filter(
    (page) =>
      page.for === "all" ||
      (page.for === "agents" && user.agent_id !== null) ||
      (page.for === "supervisors" && user.role !== "agent"),
  );
  const here = shown.find((page) => location.startsWith(page.path));
  const isHere = (page: Page) => (page === here ? "page" : undefined);
  const Here = here?.icon ?? IconMenu2;
  return (
    <nav ref={row} className={classes.pages} aria-label={t("pages")}>
      {shown.map((page) => (
        <Link
          key={page.path}
          to={page.path}
          className={classes.page ?? ""}
          aria-label={t(`page.${page.text}`)}
          aria-current={isHere(page)}
        >
          <page.icon size={18} stroke={1.6} aria-hidden />
          <span className={classes.word}>{t(`page.${page.text}`)}</span>
        </Link>
      ))}
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <UnstyledButton className={classes.menu}>
            <Here size={18} stroke={1.6} aria-hidden />
            <span className={classes.here}>{t(here ? `page.${here.text}` : "pages")}</span>
            <IconChevronDown size={16} stroke={1.6} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {shown.map((page) => (
            <Menu.Item
              key={page.path}
              component={Link}
              to={page.path}
              mih={44}
              aria-current={isHere(page)}
              className={classes.item ?? ""}
              leftSection={<page.icon size={18} stroke={1.6} aria-hidden />}
            >
              {t(`page.${page.text}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
