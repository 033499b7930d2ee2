// A figure large, in a dialog.  Without this script its image is a plain link to the image file.
document.addEventListener("DOMContentLoaded", () => {
  const links = document.querySelectorAll("a.large-image");
  if (!links.length || !window.HTMLDialogElement) return;

  const make = (tag, attributes = {}, ...content) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...content);
    return element;
  };
  const heading = make("p", { id: "large-figure-name", class: "large-figure-name" });
  const fit = make("button", { type: "button", "aria-pressed": "false" }, "Fit to the window");
  const close = make("button", { type: "button" }, "Close");
  // The frame scrolls, so it can be reached by keyboard.
  const frame = make("div", { class: "large-figure-frame", tabindex: "0", role: "region", "aria-label": "Figure" });
  const bar = make("div", { class: "large-figure-bar" }, heading, fit, close);
  const dialog = make("dialog", { class: "large-figure", "aria-labelledby": heading.id }, bar, frame);
  document.body.append(dialog);

  let opener = null;
  const show = (link) => {
    const shown = link.querySelector("img");
    const caption = link.closest("figure")?.querySelector("figcaption");
    const image = make("img", { src: link.href, alt: shown.alt });
    heading.textContent = caption?.querySelector(".caption-number")?.textContent.trim() || "Figure";
    frame.replaceChildren(image);
    if (caption) {
      const words = caption.cloneNode(true);
      for (const extra of words.querySelectorAll(".headerlink, .figure-data, .caption-number")) extra.remove();
      for (const named of words.querySelectorAll("[id]")) named.removeAttribute("id");
      frame.append(make("p", { class: "large-figure-caption" }, words.textContent.trim()));
    }
    opener = link;
    dialog.showModal();
    close.focus();
    frame.scrollTo(0, 0);
  };
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the reader wants the file in a new tab
      event.preventDefault();
      show(link);
    });
  }
  fit.addEventListener("click", () => {
    const fitted = dialog.classList.toggle("fitted");
    fit.setAttribute("aria-pressed", String(fitted));
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside the dialog
  });
  dialog.addEventListener("close", () => opener?.focus());
});
