import { describe, expect, it, vi } from "vitest";
import { type Phone, type PhoneState, SILENT } from "../softphone";
import { AgentPhone } from "./agent-phone";

/** One line whose state the test says. */
function line() {
  let now: PhoneState = SILENT;
  const listeners = new Set<() => void>();
  const asked: string[] = [];
  const ask = (what: string) => () => void asked.push(what);
  const phone = {
    connect: ask("connect"), dial: ask("dial"), speakWith: ask("speak"), hearThrough: ask("hear"), answer: ask("answer"),
    mute: ask("mute"), keys: ask("keys"), hangUp: ask("hang up"), disconnect: ask("disconnect"),
    counts: () => Promise.resolve(null),
    state: () => now,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } satisfies Phone & Record<string, unknown>;
  const becomes = (change: Partial<PhoneState>) => {
    now = { ...now, ...change };
    for (const listener of listeners) listener();
  };
  return { phone, asked, becomes };
}

const credentials = { kind: "sip" as const, uri: "", username: "", password: "", websocket: "/sip", expires_s: 900, ice_servers: [] };
const ringing = { callId: 7, phase: "ringing", muted: false, since: null } as const;

describe("an agent's phone with two lines", () => {
  it("is the line over SIP alone where no calls come over Twilio", () => {
    const sip = line();
    const never = vi.fn();
    const phone = new AgentPhone(sip.phone, never);
    phone.connect(credentials);
    sip.becomes({ line: "registered", call: ringing });
    expect(phone.state()).toEqual({ ...SILENT, line: "registered", call: ringing, twilio: null });
    expect(never).not.toHaveBeenCalled();
  });

  it("carries the call of whichever line rings, and acts on that line", async () => {
    const [sip, twilio] = [line(), line()];
    const phone = new AgentPhone(sip.phone, () => Promise.resolve(twilio.phone));
    phone.connect({ ...credentials, twilio: true });
    await Promise.resolve();
    sip.becomes({ line: "registered" });
    twilio.becomes({ line: "registered", call: ringing });
    expect(phone.state()).toMatchObject({ call: ringing, twilio: { line: "registered", fault: "" } });
    phone.answer();
    phone.hangUp();
    expect(twilio.asked).toEqual(expect.arrayContaining(["connect", "answer", "hang up"]));
    expect(sip.asked).not.toContain("answer");
    twilio.becomes({ call: null, lastCause: "Terminated" });
    sip.becomes({ call: ringing });
    phone.answer();
    expect(sip.asked).toContain("answer");
  });

  it("is the line at Twilio alone where there is no other", async () => {
    const [sip, twilio] = [line(), line()];
    const phone = new AgentPhone(sip.phone, () => Promise.resolve(twilio.phone));
    phone.connect({ ...credentials, kind: "twilio", twilio: true });
    await Promise.resolve();
    twilio.becomes({ line: "registered", call: ringing });
    expect(phone.state()).toMatchObject({ line: "registered", call: ringing });
    phone.answer();
    expect(twilio.asked).toContain("answer");
    expect(sip.asked).not.toContain("connect");
  });

  it("tells why Twilio cannot be reached, while the other line goes on", async () => {
    const [sip, twilio] = [line(), line()];
    const phone = new AgentPhone(sip.phone, () => Promise.resolve(twilio.phone));
    phone.connect({ ...credentials, twilio: true });
    await Promise.resolve();
    sip.becomes({ line: "registered" });
    twilio.becomes({ line: "lost", fault: "AccessTokenInvalid (20101)" });
    expect(phone.state()).toMatchObject({ line: "registered", fault: "", twilio: { line: "lost", fault: "AccessTokenInvalid (20101)" } });
  });

  it("says that Twilio's line connects while its phone is still loaded, so that a call there is not taken up too soon", async () => {
    const [sip, twilio] = [line(), line()];
    let loaded: (phone: typeof twilio.phone) => void = () => undefined;
    const phone = new AgentPhone(sip.phone, () => new Promise((resolve) => (loaded = resolve)));
    phone.connect({ ...credentials, twilio: true });
    sip.becomes({ line: "registered" });
    expect(phone.state().twilio).toEqual({ line: "connecting", fault: "" });
    loaded(twilio.phone);
    await Promise.resolve();
    twilio.becomes({ line: "registered" });
    expect(phone.state().twilio).toEqual({ line: "registered", fault: "" });
  });

  it("goes on saying why Twilio's phone could not be loaded", async () => {
    const sip = line();
    const phone = new AgentPhone(sip.phone, () => Promise.reject(new Error("not loaded")));
    phone.connect({ ...credentials, twilio: true });
    await Promise.resolve();
    await Promise.resolve();
    sip.becomes({ line: "registered" });
    expect(phone.state()).toMatchObject({ line: "registered", twilio: { line: "lost", fault: "not loaded" } });
  });
});
