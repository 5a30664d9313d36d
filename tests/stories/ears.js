// What a browser hears in its calls, as 8 kHz samples, so that a test can look for what the other side said.
(() => {
  const heard = [];
  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...settings) {
      super(...settings);
      this.addEventListener("track", ({ track }) => {
        if (track.kind !== "audio") return;
        const context = new AudioContext({ sampleRate: 8000 });
        const source = context.createMediaStreamSource(new MediaStream([track]));
        const tap = context.createScriptProcessor(4096, 1, 1);
        tap.onaudioprocess = ({ inputBuffer }) => heard.push(...inputBuffer.getChannelData(0));
        source.connect(tap);
        tap.connect(context.destination);
      });
    }
  };
  window.heardSamples = () => heard.map((sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32767));
})();
