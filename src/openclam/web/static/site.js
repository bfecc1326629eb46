// The pages need no script. This one has the browser keep them for when there is no network.
if ("serviceWorker" in navigator && window.isSecureContext) {
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/service-worker.js").catch(() => {
      // Without it the site works as before, with a network.
    });
  });
}
