/** "Sara Ahmadi" → "SA"; a number or an address has no initials, so it gives "". */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  // Persian letters join: two of them side by side would read as a word, so one must do.
  if (/\p{Script=Arabic}/u.test(name)) return words[0]?.[0] ?? "";
  return letters.map((word) => word?.[0]?.toUpperCase() ?? "").join("");
}
