// A slider beside each weight, and a result that follows what one changes. The page works without this file: the
// numbers are typed, and "Simulate" asks for the result.
(function () {
  "use strict";
  var form = document.querySelector(".workshop form.controls");
  if (!form) return;

  // The slider sends nothing: the number does, and is what a screen reader is told first. Its own name says what it is.
  form.querySelectorAll("input[data-slider]").forEach(function (field) {
    var slider = document.createElement("input");
    var label = form.querySelector('label[for="' + field.id + '"]');
    slider.type = "range";
    slider.min = 0;
    slider.max = Math.max(Number(field.dataset.slider), Number(field.value) || 0);
    slider.step = 1;
    slider.value = field.value || 0;
    slider.setAttribute("aria-label", form.dataset.slider + " – " + (label ? label.textContent.trim() : field.name));
    slider.addEventListener("input", function () { field.value = slider.value; });
    slider.addEventListener("change", function () { field.dispatchEvent(new Event("change", {bubbles: true})); });
    field.addEventListener("input", function () {
      slider.max = Math.max(Number(slider.max), Number(field.value) || 0);
      slider.value = field.value || 0;
    });
    field.insertAdjacentElement("afterend", slider);
  });

  // Once a first result was asked for, each change asks for the next one; the latest answer wins.
  var asked = 0;
  function result(page) { return page.querySelector(".workshop > section"); }

  function follow(event) {
    if (!window.fetch || ["method", "level"].indexOf(event.target.name) >= 0 || !result(document).querySelector("table")) return;
    var turn = ++asked;
    var address = location.pathname + "?" + new URLSearchParams(new FormData(form)).toString();
    fetch(address, {credentials: "same-origin"}).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) {
      var fresh = result(new DOMParser().parseFromString(text, "text/html"));
      if (turn !== asked || !fresh) return;
      result(document).replaceWith(document.importNode(fresh, true));
      history.replaceState(null, "", address);
    }).catch(function () {});
  }
  form.addEventListener("change", follow);
})();
