/** Ticks at the interval it is sent, in milliseconds. */
onmessage = (message: MessageEvent<number>) => {
  setInterval(() => {
    postMessage(null);
  }, message.data);
};
