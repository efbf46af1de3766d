/* Recording a voice in the page: record, stop, listen, again. It is sent as it stops. */
"use strict";

(() => {
  const control = (box) => {
    if (box.dataset.ready || !window.MediaRecorder || !navigator.mediaDevices) return;
    box.dataset.ready = "1";
    box.hidden = false;
    const button = box.querySelector("[data-record]");
    const word = button.querySelector("span");
    const player = box.querySelector("[data-mine]");
    const state = box.querySelector("[data-state]");
    const how = box.querySelector("[data-how]");
    const most = Number(box.dataset.most);
    let recorder = null;

    const token = () => document.querySelector("[name='csrf_token']").value;
    const send = async (sound) => {
      state.textContent = state.dataset.sending;
      try {
        const reply = await fetch(box.dataset.to, {
          method: "POST",
          body: sound,
          headers: { "Content-Type": sound.type || "audio/webm", "X-CSRFToken": token() },
        });
        const said = { 204: state.dataset.sent, 413: state.dataset.long };
        if (reply.status === 422) said[422] = await reply.text();
        state.textContent = said[reply.status] || state.dataset.failed;
        if (reply.status !== 204) return;
        if (how) how.value = "voice";
        box.querySelectorAll("[data-next]").forEach((next) => { next.hidden = false; next.focus(); });
      } catch { state.textContent = state.dataset.failed; }
    };
    const begin = async () => {
      let stream;
      try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch {
        state.textContent = state.dataset.refused;
        return;
      }
      const parts = [];
      recorder = new MediaRecorder(stream, { audioBitsPerSecond: 48000 });
      recorder.ondataavailable = (event) => parts.push(event.data);
      let left = most;
      const tick = () => { state.textContent = state.dataset.recording.replace("{s}", left); };
      const clock = window.setInterval(() => {
        left -= 1;
        if (left % 10 === 0 || left < 5) tick();
        if (left <= 0) recorder.stop();
      }, 1000);
      recorder.onstop = () => {
        window.clearInterval(clock);
        stream.getTracks().forEach((track) => track.stop());
        const sound = new Blob(parts, { type: recorder.mimeType.split(";")[0] });
        recorder = null;
        word.textContent = button.dataset.again;
        player.src = URL.createObjectURL(sound);
        player.hidden = false;
        send(sound);
      };
      recorder.start();
      word.textContent = button.dataset.stop;
      tick();
    };
    button.addEventListener("click", () => { if (recorder) recorder.stop(); else begin(); });
  };
  const start = (root) => root.querySelectorAll?.("[data-recorder]").forEach(control);
  document.addEventListener("htmx:afterSettle", (event) => start(event.target));
  start(document);
})();
