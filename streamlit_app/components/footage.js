// The recordings of one camera on its own clock: plays from any moment, across recordings, with marks to jump to.

function element(tag, className) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function build(root) {
  const frame = element("div", "frame");
  const video = element("video", "");
  Object.assign(video, { controls: true, muted: true, playsInline: true, preload: "auto" });
  const clock = element("time", "clock");
  const nothing = element("p", "nothing");
  const bar = element("div", "bar");
  frame.append(video, clock, nothing);
  root.append(frame, bar);
  return { video, clock, nothing, bar };
}

function recordingAt(recordings, moment) {
  return recordings.find(({ start, end }) => start <= moment && moment < end);
}

function seek(root, moment, starts) {
  const { video, nothing } = root.parts;
  const recording = recordingAt(root.data.recordings, moment);
  nothing.hidden = Boolean(recording);
  video.hidden = !recording;
  root.moment = moment;
  root.recording = recording;
  if (!recording) {
    video.pause();
    showClock(root, moment);
    return;
  }
  const seconds = (moment - recording.start) / 1000;
  const go = () => {
    video.currentTime = seconds;
    if (starts) video.play();
  };
  if (video.getAttribute("src") === recording.video) go();
  else {
    video.src = recording.video;
    video.onloadedmetadata = go;
  }
  showClock(root, moment);
}

function showClock(root, moment) {
  const { from, to } = root.data;
  root.parts.clock.textContent = root.format.format(new Date(moment));
  root.needle.style.left = `${(100 * (moment - from)) / (to - from)}%`;
}

function drawBar(root, tell) {
  const { from, to, recordings, marks } = root.data;
  const { bar } = root.parts;
  const place = (moment) => `${(100 * (moment - from)) / (to - from)}%`;
  const recorded = recordings.map(({ start, end }) => {
    const piece = element("span", "recorded");
    piece.style.left = place(Math.max(start, from));
    piece.style.width = `${(100 * (Math.min(end, to) - Math.max(start, from))) / (to - from)}%`;
    return piece;
  });
  const buttons = marks.map(({ id, at, label, kind }) => {
    const mark = element("button", `mark ${kind}`);
    mark.title = mark.ariaLabel = label;
    mark.dataset.sighting = id;
    mark.style.left = place(at);
    mark.onclick = (event) => {
      event.stopPropagation();
      tell(at);
    };
    return mark;
  });
  root.needle = element("span", "needle");
  bar.replaceChildren(...recorded, ...buttons, root.needle);
  bar.onclick = (event) => {
    const { left, width } = bar.getBoundingClientRect();
    tell(Math.round(from + ((event.clientX - left) / width) * (to - from)));
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  root.parts ??= build(root);
  const { video, nothing } = root.parts;
  root.data = data;
  root.format = new Intl.DateTimeFormat("sv-SE", { timeZone: data.zone, dateStyle: "short", timeStyle: "medium" });
  nothing.textContent = data.words.nothing;
  drawBar(root, (moment) => {
    seek(root, moment, true);
    root.asked = moment;
    setTriggerValue("at", moment);
  });
  video.ontimeupdate = () => {
    if (!root.recording || video.readyState < 1) return;
    root.moment = root.recording.start + video.currentTime * 1000;
    showClock(root, root.moment);
  };
  video.onended = () => {
    const next = data.recordings.find(({ start }) => start >= root.recording.end);
    if (next) seek(root, next.start, true);
  };
  // What this component asked for itself is on screen already.
  if (root.asked === data.at) showClock(root, root.moment);
  else {
    root.asked = data.at;
    seek(root, data.at, false);
  }
}
