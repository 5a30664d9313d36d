/** @jsxImportSource preact */
/** The few signs that the pages for strangers need, drawn with the weight of the panel's icons. */

const PATHS = {
  phone: "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2",
  close: "M18 6 6 18M6 6l12 12",
  down: "m6 9 6 6 6-6",
  back: "m15 6-6 6 6 6",
  chat: "M5 18.5 4 21l3.6-1.3A9 9 0 1 0 5 18.5zM8.5 12h.01M12 12h.01M15.5 12h.01",
  send: "M4.7 12 3.5 4.800a.6.6 0 0 1 .85-.63L20.5 12 4.350 19.83a.6.6 0 0 1-.85-.63zM4.7 12h7",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20.5c.6-3.4 3.4-5.5 7-5.500s6.4 2.1 7 5.5",
  microphone: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 10.500a7 7 0 0 0 14 0M12 17.500V21M8.5 21h7",
  muted: "M3 3l18 18M9 5.500A3 3 0 0 1 15 6v5c0 .3 0 .6-.1.9M9 9v2a3 3 0 0 0 4.5 2.600M5 10.500a7 7 0 0 0 11 5.700M19 10.500c0 1-.2 2-.6 2.900M12 17.500V21M8.5 21h7",
  keypad: "M6 5.500h.01M12 5.500h.01M18 5.500h.01M6 11h.01M12 11h.01M18 11h.01M6 16.500h.01M12 16.500h.01M18 16.500h.01",
  copy: "M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1zM16 9V5a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h3",
  done: "m5 12.5 4.5 4.500L19 7.5",
  erase: "M20 6a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9l-6-6 6-6zM17 9.500l-5 5M12 9.500l5 5",
  clip: "m20 11.500-8.300 8.300a5 5 0 0 1-7.100-7.100l8.900-8.900a3.400 3.400 0 0 1 4.800 4.800l-8.900 8.900a1.700 1.700 0 0 1-2.400-2.400l8.200-8.200",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z",
  star: "m12 3.500 2.600 5.400 5.900.8-4.300 4.100 1 5.900L12 16.900l-5.200 2.800 1-5.900L3.500 9.700l5.900-.8z",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
} as const;

/** A receiver that is put down is the phone, turned. */
const TURNED = { hangUp: "phone" } as const;

const HEAVY: readonly string[] = ["keypad", "dots"];

export type IconName = keyof typeof PATHS | keyof typeof TURNED;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  const turned = name in TURNED;
  const path = PATHS[turned ? TURNED[name as keyof typeof TURNED] : (name as keyof typeof PATHS)];
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={HEAVY.includes(name) ? 3 : 1.75}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={path} transform={turned ? "rotate(135 12 12)" : undefined} />
    </svg>
  );
}
