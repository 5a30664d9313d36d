import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import classes from "./line-page.module.css";
import { Head, Page } from "./page";
import frame from "./page.module.css";

interface Props {
  title: string;
  what: string;
  /** The way back, above the title. */
  above?: ReactNode;
  /** Buttons at the head. */
  actions: ReactNode;
  /** Shown in place of the lines where there are none. */
  empty: ReactNode;
  /** A Line each. */
  lines: readonly ReactNode[];
  children?: ReactNode;
}

/** A page of things that each have a page of their own. */
export function LinePage({ title, what, above, actions, empty, lines, children }: Props) {
  return (
    <Page>
      <Head title={title} what={what} above={above}>
        {actions}
      </Head>
      {lines.length === 0 ? empty : <ul className={frame.list}>{lines}</ul>}
      {children}
    </Page>
  );
}

/** One of them: all of it leads to its page, save the buttons at its end. */
export function Line({ to, name, about, children }: { to: string; name: string; about: ReactNode; children: ReactNode }) {
  return (
    <li className={classes.line}>
      <div className={classes.who}>
        <Link to={to} className={classes.name ?? ""}>
          <bdi>{name}</bdi>
        </Link>
        <Text size="sm" c="dimmed">
          {about}
        </Text>
      </div>
      {children}
    </li>
  );
}
