import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./page.module.css";

/** What every page stands in; `className` is what the page's own sheet adds to it. */
export function Page({ className = "", children }: { className?: string | undefined; children: ReactNode }) {
  return (
    <div className={classes.scroll}>
      <div className={`${classes.page ?? ""} ${className}`}>{children}</div>
    </div>
  );
}

interface HeadProps {
  title: ReactNode;
  /** What the page is for, in a sentence. */
  what?: string;
  /** The way back, above the title. */
  above?: ReactNode;
  /** Beside the title. */
  badge?: ReactNode;
  /** Buttons. */
  children: ReactNode;
}

export function Head({ title, what, above, badge, children }: HeadProps) {
  return (
    <header className={classes.head}>
      <div>
        {above}
        <Group gap={12}>
          <Title order={1}>{title}</Title>
          {badge}
        </Group>
        {what && (
          <Text c="dimmed" size="sm">
            {what}
          </Text>
        )}
      </div>
      <Group gap={8}>{children}</Group>
    </header>
  );
}
