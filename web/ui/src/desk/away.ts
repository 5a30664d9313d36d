/** Why nothing is sent: the agent's own wish, a call that rang out, or a device that was not to be reached. Pure. */
export function away(reason: string): "away" | "missed" | "gone" {
  return reason === "missed" ? "missed" : reason === "gone" || reason === "device" ? "gone" : "away";
}
