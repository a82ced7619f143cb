// A deck.gl map. Tells the page which object was clicked, or at which place when there was none.
// Its parts come from pydeck; the library is loaded once from this server.

function loadLibrary(url) {
  window.viscoperMapLibrary ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`the map library ${url} cannot be loaded`));
    document.head.append(script);
  });
  return window.viscoperMapLibrary;
}

const PICK_RADIUS = 4; // pixels around the pointer
const DRAG = 5; // pixels: what moved further was no click

// The browser's own clicks, since deck.gl drops those that a busy machine draws out.
function listen(root) {
  let pressed = null;
  const at = (event) => {
    const { left, top } = root.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  root.addEventListener("pointerdown", (event) => (pressed = at(event)), true);
  root.addEventListener("click", (event) => {
    const { x, y } = at(event);
    if (!root.deck || !pressed || Math.hypot(x - pressed.x, y - pressed.y) > DRAG) return;
    const found = root.deck.pickObject({ x, y, radius: PICK_RADIUS });
    root.tell(found?.object?.id, root.deck.getViewports()[0].unproject([x, y]));
  });
}

function draw(root, data, tell) {
  const parts = JSON.parse(data.deck);
  root.style.height = `${data.height}px`;
  root.tell = tell;
  if (!root.deck) {
    root.deck = window.createDeck({ container: root, jsonInput: parts, tooltip: data.tooltip });
    if (!root.listens) listen(root);
    root.listens = true;
  } else {
    window.updateDeck(parts, root.deck);
  }
  const resting = data.aim ? "crosshair" : "grab";
  root.deck.setProps({
    getCursor: ({ isDragging, isHovering }) => (isDragging ? "grabbing" : isHovering ? "pointer" : resting),
  });
  let credit = root.querySelector(".credit");
  if (!credit) {
    credit = document.createElement("div");
    credit.className = "credit";
    root.append(credit);
  }
  credit.textContent = data.credit;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const tell = (id, [longitude, latitude]) => {
    if (id) setTriggerValue("object", id);
    else setTriggerValue("place", { longitude, latitude });
  };
  loadLibrary(data.library).then(
    () => draw(root, data, tell),
    (error) => (root.textContent = error.message),
  );
  return () => {
    root.deck?.finalize();
    delete root.deck;
  };
}
