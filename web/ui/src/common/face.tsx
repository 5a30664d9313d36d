import { Avatar } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { initials } from "./initials";

/** A customer's sign: initials, or a plain figure where only a number is known. */
export function Face({ name, size = 40 }: { name: string; size?: number }) {
  return (
    <Avatar size={size} radius="100%" color="gray" variant="light" aria-hidden bg="var(--tl-disc)" c="var(--tl-text)">
      {initials(name) || <IconUser size={size / 2} stroke={1.6} />}
    </Avatar>
  );
}
