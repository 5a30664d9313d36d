/** The names under which answers are kept, so that a live event can say what is out of date. */
export const keys = {
  session: ["session"] as const,
  desk: ["desk"] as const,
  floor: ["floor"] as const,
  flows: ["flows", "list"] as const,
  flow: (key: string) => ["flow", key] as const,
  models: ["models"] as const,
  customers: (q: string) => ["customers", q] as const,
  allCustomers: ["customers"] as const,
  customer: (id: number) => ["customer", id] as const,
  identity: (id: number) => ["customer", id, "identity"] as const,
  allTimelines: ["timeline"] as const,
  timelineHead: (id: number) => ["timeline", id, "head"] as const,
  timelineOlder: (id: number) => ["timeline", id, "older"] as const,
  call: (id: number) => ["call", id] as const,
  peaks: (id: number) => ["peaks", id] as const,
  conversation: (id: number) => ["conversation", id] as const,
};
