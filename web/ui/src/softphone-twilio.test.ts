/** The phone at Twilio, against a Device that emits what Twilio documents of its own, as the SDK's types say. */
import { EventEmitter } from "node:events";
import type { Device } from "@twilio/voice-sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TwilioPhone } from "./softphone-twilio";

class FakeCall extends EventEmitter {
  customParameters: Map<string, string>;
  said: string[] = [];
  state = "pending";

  constructor(parameters: Record<string, string>) {
    super();
    this.customParameters = new Map(Object.entries(parameters));
  }

  status() {
    return this.state;
  }
  accept() {
    this.state = "open";
    this.emit("accept", this);
  }
  reject() {
    this.state = "closed";
    this.emit("reject");
  }
  disconnect() {
    this.state = "closed";
    this.emit("disconnect", this);
  }
  mute(on: boolean) {
    this.emit("mute", on, this);
  }
  sendDigits(digits: string) {
    this.said.push(digits);
  }
}

class FakeDevice extends EventEmitter {
  state = "unregistered";
  tokens: string[];
  destroyed = false;
  dialled: FakeCall[] = [];
  chosen: string[] = [];
  refusal: (Error & { code?: number }) | null = null;
  audio = {
    incoming: () => false,
    outgoing: () => false,
    disconnect: () => false,
    setInputDevice: (device: string) => Promise.resolve(void this.chosen.push(`in:${device}`)),
    speakerDevices: { set: (devices: string[]) => Promise.resolve(void this.chosen.push(`out:${String(devices[0])}`)) },
  };

  constructor(token: string) {
    super();
    this.tokens = [token];
  }

  register() {
    if (this.refusal) {
      this.emit("error", this.refusal);
      return Promise.reject(this.refusal);
    }
    this.state = "registered";
    this.emit("registered");
    return Promise.resolve();
  }
  connect() {
    const call = new FakeCall({});
    this.dialled.push(call);
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve(call);
  }
  updateToken(token: string) {
    this.tokens.push(token);
  }
  destroy() {
    this.destroyed = true;
  }
}

const microphone = { getAudioTracks: () => [{ getSettings: () => ({ deviceId: "mic" }), clone: () => ({}) }] } as unknown as MediaStream;

/** A phone, its Device, and a call that rings at it. */
async function registered() {
  let given = 0;
  let device = new FakeDevice("");
  const phone = new TwilioPhone(
    () => Promise.resolve(`token ${String(++given)}`),
    (token) => Promise.resolve((device = new FakeDevice(token)) as unknown as Device),
  );
  phone.connect();
  await vi.advanceTimersByTimeAsync(0);
  const rings = (parameters: Record<string, string> = { call: "7" }) => {
    const call = new FakeCall(parameters);
    device.emit("incoming", call);
    return call;
  };
  return { phone, device, rings };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the phone at Twilio", () => {
  it("registers with a token, and rings with our id of the call", async () => {
    const { phone, device, rings } = await registered();
    expect(phone.state().line).toBe("registered");
    expect(device.tokens).toEqual(["token 1"]);
    rings();
    expect(phone.state().call).toEqual({ callId: 7, phase: "ringing", muted: false, since: null });
  });

  it("answers as soon as there is a microphone, and not before", async () => {
    const { phone, rings } = await registered();
    const call = rings();
    phone.answer();
    expect(call.state).toBe("pending");
    phone.speakWith(microphone);
    expect(phone.state().call?.phase).toBe("talking");
    expect(phone.state().call?.since).not.toBeNull();
  });

  it("answers by itself when its agent comes back into a call", async () => {
    const { phone, rings } = await registered();
    phone.speakWith(microphone);
    rings({ call: "7", answer: "auto" });
    expect(phone.state().call?.phase).toBe("talking");
  });

  it("mutes, sends keys, and says how the line is, in a call", async () => {
    const { phone, rings } = await registered();
    phone.speakWith(microphone);
    const call = rings();
    phone.keys("1");
    expect(await phone.counts()).toBeNull();
    phone.answer();
    phone.mute(true);
    expect(phone.state().call?.muted).toBe(true);
    phone.keys("4#");
    expect(call.said).toEqual(["4#"]);
    call.emit("sample", { jitter: 12, rtt: 80, totals: { packetsReceived: 500, packetsLost: 5 } });
    expect(await phone.counts()).toEqual({ received: 500, lost: 5, lostThere: 0, jitterMs: 12, rttMs: 80 });
  });

  it("goes on after the connection was lost in a call", async () => {
    const { phone, rings } = await registered();
    phone.speakWith(microphone);
    const call = rings();
    phone.answer();
    const since = phone.state().call?.since;
    call.emit("reconnecting", new Error("lost"));
    expect(phone.state().call?.phase).toBe("reconnecting");
    call.emit("reconnected");
    expect(phone.state().call).toMatchObject({ phase: "talking", since });
  });

  it.each([
    ["a caller who gives up", (call: FakeCall) => call.emit("cancel"), "Canceled"],
    ["the other side", (call: FakeCall) => call.emit("disconnect", call), "Terminated"],
  ])("ends a call that is ended by %s", async (_, end, cause) => {
    const { phone, rings } = await registered();
    end(rings());
    expect(phone.state()).toMatchObject({ call: null, lastCause: cause });
  });

  it("refuses a call that rings, and hangs up one that is on", async () => {
    const { phone, rings } = await registered();
    phone.speakWith(microphone);
    const refused = rings();
    phone.hangUp();
    const ended = rings();
    phone.answer();
    phone.hangUp();
    expect([refused.state, ended.state, phone.state().call]).toEqual(["closed", "closed", null]);
    expect(phone.state().lastCause).toBe("Terminated");
  });

  it("has a new token before the old one ends", async () => {
    const { phone, device } = await registered();
    device.emit("tokenWillExpire", device);
    await vi.advanceTimersByTimeAsync(0);
    expect(device.tokens).toEqual(["token 1", "token 2"]);
    expect(phone.state().line).toBe("registered");
  });

  it("tells by Twilio's name and number why it is refused, and tries again with a new token", async () => {
    const { phone, device } = await registered();
    device.refusal = Object.assign(new Error("Twilio was unable to validate it"), { name: "AccessTokenInvalid", code: 20101 });
    device.state = "unregistered";
    device.emit("unregistered");
    await vi.advanceTimersByTimeAsync(4000);
    expect(phone.state()).toMatchObject({ line: "lost", fault: "AccessTokenInvalid (20101)" });
    device.refusal = null;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(phone.state()).toMatchObject({ line: "registered", fault: "" });
    expect(device.tokens.length).toBeGreaterThan(1);
  });

  it("tells that no token is to be had", async () => {
    const phone = new TwilioPhone(
      () => Promise.reject(new Error("The phone system does not answer.")),
      () => Promise.reject(new Error("never asked")),
    );
    phone.connect();
    await vi.advanceTimersByTimeAsync(0);
    expect(phone.state()).toMatchObject({ line: "lost", fault: "The phone system does not answer." });
    phone.disconnect();
    expect(phone.state().line).toBe("off");
  });

  it("speaks and hears through what the agent has chosen", async () => {
    const { phone, device, rings } = await registered();
    phone.speakWith(microphone);
    phone.hearThrough("headset");
    rings();
    phone.speakWith(microphone);
    expect(device.chosen).toEqual(["out:default", "out:headset", "in:mic"]);
  });

  it("tells in plain words what Twilio warns of, until it does no more", async () => {
    const { phone, rings } = await registered();
    const call = rings();
    phone.speakWith(microphone);
    phone.answer();
    call.emit("warning", "constant-audio-input-level");
    expect(phone.state().call?.warned).toBe("silent");
    call.emit("warning", "high-packets-lost-fraction");
    call.emit("warning-cleared", "constant-audio-input-level");
    expect(phone.state().call?.warned).toBe("loss");
    call.emit("warning-cleared", "high-packets-lost-fraction");
    expect(phone.state().call?.warned).toBeUndefined();
    phone.mute(true);
    call.emit("warning", "constant-audio-input-level");
    call.emit("warning", "something-new");
    expect(phone.state().call?.warned).toBeUndefined();
  });

  it("dials for a visitor with the token of that one call, and is not registered for it", async () => {
    let device = new FakeDevice("");
    const phone = new TwilioPhone(
      () => Promise.resolve("one call"),
      (token) => Promise.resolve((device = new FakeDevice(token)) as unknown as Device),
    );
    phone.connect(undefined, { register: false });
    await vi.advanceTimersByTimeAsync(0);
    expect([phone.state().line, device.state]).toEqual(["registered", "unregistered"]);
    phone.dial();
    expect(phone.state().call?.phase).toBe("dialing");
    await vi.advanceTimersByTimeAsync(0);
    const [call] = device.dialled;
    call?.accept();
    expect(phone.state().call?.phase).toBe("talking");
    phone.keys("1");
    expect(call?.said).toEqual(["1"]);
    phone.hangUp();
    expect(phone.state().call).toBeNull();
  });

  it("tells why Twilio does not take a visitor's call", async () => {
    const { phone, device } = await registered();
    device.refusal = new Error("refused");
    phone.dial();
    await vi.advanceTimersByTimeAsync(0);
    expect(phone.state()).toMatchObject({ call: null, lastCause: "refused" });
  });

  it("lets go of everything when it is taken into another tab", async () => {
    const { phone, device, rings } = await registered();
    const call = rings();
    phone.disconnect();
    expect([device.destroyed, call.state, phone.state().line]).toEqual([true, "closed", "off"]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(device.tokens).toEqual(["token 1"]);
  });
});
