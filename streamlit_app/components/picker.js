// A picture with boxes over it; tells the page which box was clicked.

const MOST_HIGH = 300; // pixels on the screen

function boxButton({ id, box, label, chosen }, data, tell) {
  const [x, y, width, height] = box;
  const button = document.createElement("button");
  button.className = chosen ? "box chosen" : "box";
  button.title = button.ariaLabel = label;
  button.ariaPressed = String(chosen);
  button.dataset.box = id;
  const share = (part, whole) => `${(100 * part) / whole}%`;
  button.style.left = share(x, data.width);
  button.style.top = share(y, data.height);
  button.style.width = share(width, data.width);
  button.style.height = share(height, data.height);
  button.onclick = () => tell(id);
  return button;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  let picture = root.querySelector("img");
  if (!picture) {
    picture = document.createElement("img");
    root.append(picture);
  }
  if (picture.getAttribute("src") !== data.picture) picture.src = data.picture;
  picture.alt = data.alt;
  root.style.aspectRatio = `${data.width} / ${data.height}`;
  root.style.maxWidth = `${(MOST_HIGH * data.width) / data.height}px`;
  root.querySelectorAll(".box").forEach((old) => old.remove());
  // Large boxes first, so that what stands in front of them can be clicked.
  const area = ({ box }) => box[2] * box[3];
  const boxes = [...data.boxes].sort((a, b) => area(b) - area(a));
  root.append(...boxes.map((each) => boxButton(each, data, (id) => setTriggerValue("box", id))));
}
