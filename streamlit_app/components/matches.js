// Possible matches as cards: the crop, how alike it is, where and when; choose, judge, play.

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function action(name, short, label, pressed, does) {
  const button = element("button", `action ${name}`, short);
  button.title = button.ariaLabel = label;
  button.ariaPressed = String(pressed);
  button.onclick = does;
  return button;
}

function card(match, data, tell, choose, play) {
  const { words } = data;
  const made = element("article", `card ${match.chosen ? "chosen" : ""} ${match.verdict ?? ""}`);
  made.dataset.sighting = match.id;
  const crop = element("button", "crop");
  crop.title = crop.ariaLabel = match.chosen ? words.take_out : words.choose;
  crop.ariaPressed = String(match.chosen);
  crop.onclick = () => choose(match);
  const picture = element("img", "");
  picture.loading = "lazy";
  picture.src = match.crop;
  picture.alt = `${match.camera} ${match.time}`;
  crop.append(picture, element("span", "similarity", match.similarity), element("span", "tick", "✓"));
  for (const name of ["sure", "way"].filter((name) => match[name])) {
    const told = element("span", name, match[name]);
    told.title = words[name];
    crop.append(told);
  }
  const text = element("div", "text");
  text.append(element("strong", "camera", match.camera), element("time", "", match.time), element("span", "place", match.place));
  const actions = element("div", "actions");
  const judge = (verdict) => () => tell("judge", { id: match.id, verdict: match.verdict === verdict ? "clear" : verdict });
  actions.append(
    action("play", "▶", words.play, false, () => play(match)),
    action("this_too", words.too, words.this_too, match.verdict === "this_too", judge("this_too")),
    action("not_this", words.not, words.not_this, match.verdict === "not_this", judge("not_this")),
  );
  made.append(crop, text, actions);
  return made;
}

function player(root, words) {
  const dialog = element("dialog", "player");
  const video = element("video", "");
  Object.assign(video, { controls: true, autoplay: true, muted: true, playsInline: true });
  const title = element("p", "title");
  const close = element("button", "close", words.close);
  close.onclick = () => dialog.close();
  dialog.onclose = () => video.removeAttribute("src");
  dialog.onclick = (event) => event.target === dialog && dialog.close();
  dialog.append(title, video, close);
  root.append(dialog);
  return (match) => {
    title.textContent = `${match.camera} · ${match.time} · ${match.similarity}`;
    video.src = match.clip;
    dialog.showModal();
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  root.play ??= player(root, data.words);
  let cards = root.querySelector(".cards");
  if (!cards) {
    cards = element("div", "cards");
    root.prepend(cards);
  }
  // What was clicked and is not yet in the data: quick clicks are told together, since the page hears the last alone.
  root.wanted ??= new Map();
  for (const { id, chosen } of data.matches) if (root.wanted.get(id) === chosen) root.wanted.delete(id);
  const choose = ({ id, chosen }) => {
    root.wanted.set(id, !(root.wanted.get(id) ?? chosen));
    setTriggerValue("choose", Object.fromEntries(root.wanted));
  };
  // A card that says the same is kept, so that pictures do not flicker while matches arrive.
  const kept = new Map([...cards.children].map((old) => [old.content, old]));
  const wanted = data.matches.map((match) => {
    const content = JSON.stringify([match, data.words]);
    const made = kept.get(content) ?? card(match, data, setTriggerValue, choose, root.play);
    made.content = content;
    return made;
  });
  cards.replaceChildren(...wanted);
}
