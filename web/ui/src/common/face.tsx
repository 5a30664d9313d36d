import { Avatar } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { initials } from "./initials";

/** What is seen is the placeholder, which has a colour of its own: that of the root would lie beneath it. */
const DISC = { placeholder: { background: "var(--tl-disc)", color: "var(--tl-text)" } };

/** A customer's sign: initials, or a plain figure where only a number is known. */
export function Face({ name, size = 40 }: { name: string; size?: number }) {
  return (
    <Avatar size={size} radius="100%" aria-hidden styles={DISC}>
      {initials(name) || <IconUser size={size / 2} stroke={1.6} />}
    </Avatar>
  );
}
