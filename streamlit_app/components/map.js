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

function draw(root, data, tell) {
  const parts = JSON.parse(data.deck);
  root.style.height = `${data.height}px`;
  root.tell = tell;
  if (!root.deck) {
    root.deck = window.createDeck({
      container: root,
      jsonInput: parts,
      tooltip: data.tooltip,
      handleEvent: (name, info) => name === "deck-click-event" && root.tell(info),
    });
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
  const tell = (info) => {
    const [longitude, latitude] = info.coordinate ?? [];
    if (info.object?.id) setTriggerValue("object", info.object.id);
    else if (longitude !== undefined) setTriggerValue("place", { longitude, latitude });
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
