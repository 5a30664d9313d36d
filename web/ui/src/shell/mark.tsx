/** The product's mark: a thread that turns back on itself and ends in a listening point. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#0d7a6d" />
      <path
        d="M8 10h8.5a4.25 4.25 0 0 1 0 8.5H15a3.75 3.75 0 0 0 0 7.5"
        transform="translate(0 -2)"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="22.5" cy="24" r="2.1" fill="#9fe3d6" />
    </svg>
  );
}
