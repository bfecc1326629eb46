// Puts the view in the picture's place once it can be drawn, and lets the controls drive it.
(() => {
  const Viewer = customElements.get("model-viewer");
  if (!Viewer) return;
  try {
    // Our file needs no decoder; nothing is ever to be asked of another host.
    Viewer.dracoDecoderLocation = Viewer.ktx2TranscoderLocation = Viewer.lottieLoaderLocation = "";
  } catch {
    return; // Without WebGL the picture stays.
  }
  for (const figure of document.querySelectorAll("figure.replay")) {
    const view = figure.querySelector("model-viewer");
    const controls = figure.querySelector(".replay-controls");
    const play = figure.querySelector(".replay-play");
    const time = figure.querySelector(".replay-time");

    const follow = () => {
      if (view.paused) return;
      time.value = (view.currentTime / view.duration) * time.max;
      requestAnimationFrame(follow);
    };
    const start = () => {
      view.play();
      play.textContent = play.dataset.pause;
      requestAnimationFrame(follow);
    };
    const stop = () => {
      view.pause();
      play.textContent = play.dataset.play;
    };

    view.addEventListener("load", () => {
      figure.classList.replace("loading", "ready");
      controls.hidden = false;
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) start();
    });
    view.addEventListener("error", () => figure.classList.remove("loading", "ready"));
    play.addEventListener("click", () => (view.paused ? start() : stop()));
    time.addEventListener("input", () => {
      stop();
      view.currentTime = (time.value / time.max) * view.duration;
    });
    for (const button of figure.querySelectorAll("[data-orbit]")) {
      button.addEventListener("click", () => {
        view.cameraOrbit = button.dataset.orbit;
        view.cameraTarget = button.dataset.target;
      });
    }
    figure.classList.add("loading");
  }
})();
