// Plays the clips of a route's stops one after another.

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function build(root) {
  const video = element("video", "");
  Object.assign(video, { controls: true, muted: true, playsInline: true, preload: "auto" });
  const caption = element("p", "caption");
  const strip = element("div", "strip");
  root.append(video, caption, strip);
  return { video, caption, strip };
}

function show(root, number, starts) {
  const { stops } = root;
  const { video, caption, strip } = root.parts;
  const stop = stops[number];
  root.current = number;
  video.dataset.stop = stop.number;
  if (video.getAttribute("src") !== stop.clip) video.src = stop.clip;
  caption.textContent = `${stop.number}. ${stop.camera} · ${stop.time}`;
  [...strip.children].forEach((button, index) => (button.ariaCurrent = String(index === number)));
  if (starts) video.play();
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.parts ??= build(root);
  const { video, strip } = root.parts;
  const unchanged = JSON.stringify(root.stops) === JSON.stringify(data.stops);
  root.stops = data.stops;
  video.onended = () => root.current + 1 < root.stops.length && show(root, root.current + 1, true);
  if (unchanged) return;
  strip.replaceChildren(
    ...data.stops.map((stop, index) => {
      const button = element("button", "stop", String(stop.number));
      button.title = `${stop.camera} · ${stop.time}`;
      button.onclick = () => show(root, index, true);
      return button;
    }),
  );
  show(root, 0, false);
}
