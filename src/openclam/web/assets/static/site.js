// The pages need no script. This one has the browser keep them for when there is no network.
if ("serviceWorker" in navigator && window.isSecureContext) {
  window.addEventListener("load", () => {
    navigator.serviceWorker
      .register("/service-worker.js")
      .then(() => navigator.serviceWorker.ready)
      .then((ready) => {
        // The coach's networks are 25 MB: they are kept for whoever opens the coach, and for nobody else.
        if (document.getElementById("coach") !== null) ready.active.postMessage("keep the coach");
      })
      .catch(() => {
        // Without it the site works as before, with a network.
      });
  });
}
