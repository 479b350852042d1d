// A project opens on Doccano's tour: how to import a dataset, with a film from elsewhere that this page does not load.
// The sentences and labels are there already, so it says where they are instead.
(function () {
  "use strict";
  const home = /^\/projects\/[0-9]+\/?$/;

  new MutationObserver(function () {
    const tour = home.test(location.pathname) ? document.querySelector("main .v-card > .v-stepper") : null;
    if (tour === null || tour.style.display === "none") return;
    tour.style.display = "none";
    const title = tour.parentElement.querySelector(".v-card__title");
    if (title !== null) title.textContent = "The sentences: Start Annotation, at the left";
  }).observe(document, { childList: true, subtree: true });
})();
