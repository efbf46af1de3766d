/* The control of what is heard: play, pause, again; by group of words; three speeds, same pitch.
   Without it each group has the browser's own player. */
"use strict";

(() => {
  let playing = null;

  const control = (box) => {
    if (box.dataset.ready) return;
    box.dataset.ready = "1";
    const sounds = [...box.querySelectorAll("audio")];
    const status = box.querySelector("[data-heard]");
    let rate = 1;
    let button = null;
    box.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
    box.querySelectorAll("[data-bare]").forEach((part) => { part.hidden = true; });

    const show = (on) => {
      if (!button) return;
      const word = button.lastElementChild;
      if (on && !button.dataset.word) button.dataset.word = word.innerHTML;
      if (on) word.textContent = button.dataset.pause; else word.innerHTML = button.dataset.word;
      const use = button.querySelector("use");
      use.setAttribute("href", use.getAttribute("href").replace(/#i-\w+/, on ? "#i-pause" : "#i-play"));
    };
    const stop = () => {
      sounds.forEach((sound) => sound.pause());
      show(false);
      playing = null;
    };
    const failed = () => { stop(); status.textContent = status.dataset.trouble; };
    const start = (at, all) => {
      const sound = sounds[at];
      sound.preservesPitch = true;
      sound.playbackRate = rate;
      if (sound.ended || !all || sound.dataset.held !== "1") sound.currentTime = 0;
      sound.dataset.held = "";
      sound.onended = () => {
        if (all && sounds[at + 1]) start(at + 1, true);
        else { show(false); playing = null; status.textContent = ""; button.dataset.at = ""; }
      };
      sound.onerror = failed;
      if (sounds.length > 1) {
        status.textContent = status.dataset.said.replace("{n}", at + 1).replace("{all}", sounds.length);
      } else status.textContent = "";
      if (button) button.dataset.at = at;
      sound.play().catch((error) => { if (error.name !== "AbortError") failed(); });
    };
    box.querySelectorAll("[data-play]").forEach((each) => each.addEventListener("click", () => {
      const mine = playing && button === each;
      const at = Number(each.dataset.at || 0);
      if (playing) playing();
      if (mine) { sounds[at].dataset.held = "1"; return; } // paused: the next press goes on
      button = each;
      playing = stop;
      show(true);
      const all = each.dataset.play === "all";
      start(all ? at : Number(each.dataset.play) - 1, all);
    }));
    box.querySelectorAll("[data-rate]").forEach((each) => each.addEventListener("click", () => {
      rate = Number(each.dataset.rate);
      sounds.forEach((sound) => { sound.playbackRate = rate; });
      box.querySelectorAll("[data-rate]").forEach((one) => one.setAttribute("aria-pressed", one === each));
    }));
  };

  const begin = (root) => root.querySelectorAll?.("[data-player]").forEach(control);
  document.addEventListener("htmx:beforeSwap", () => { if (playing) playing(); });
  document.addEventListener("htmx:afterSettle", (event) => begin(event.target));
  begin(document);
})();
