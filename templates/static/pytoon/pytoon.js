// The pages work without this file. With it they stay fresh while a film is made.

const PERIOD_MS = 1500;

/** Asks for the markup of `place` again for as long as something in it is in the making. */
function keepFresh(place) {
  let shown = place.innerHTML;
  const refresh = async () => {
    if (!place.querySelector("[data-running]")) return;
    if (!document.hidden) {
      const answer = await fetch(place.dataset.live, { headers: { Accept: "text/html" } }).catch(() => null);
      const markup = answer?.ok ? await answer.text() : shown;
      place.classList.toggle("stale", !answer?.ok);
      if (markup !== shown) {
        place.innerHTML = shown = markup;
        if (!place.querySelector("[data-running]") && "liveReload" in place.dataset) {
          location.reload();
          return;
        }
      }
    }
    setTimeout(refresh, PERIOD_MS);
  };
  setTimeout(refresh, PERIOD_MS);
}

/** Returns what is seen of a chosen file: a picture, the beginning of a clip, or a sound to listen to. */
function preview(file, kindOtherwise) {
  const kind = { image: "img", video: "video", audio: "audio" }[file.type.split("/")[0]] ?? kindOtherwise;
  const shown = document.createElement(kind);
  const address = URL.createObjectURL(file);
  if (kind === "img") {
    shown.alt = "";
    shown.onload = () => URL.revokeObjectURL(address);
  } else {
    shown.preload = "metadata";
    shown.muted = shown.playsInline = kind === "video";
    shown.controls = kind === "audio";
  }
  shown.src = kind === "video" ? `${address}#t=0.1` : address;
  return shown;
}

function size(file) {
  return file.size < 1e5 ? `${Math.ceil(file.size / 1e3)} kB` : `${(file.size / 1e6).toFixed(1)} MB`;
}

/** Shows which files were chosen, below the input. */
function showChosen(input) {
  const list = document.createElement("ul");
  list.className = "kept";
  input.after(list);
  input.addEventListener("change", () => {
    list.replaceChildren(
      ...Array.from(input.files, (file) => {
        const item = document.createElement("li");
        const name = document.createElement("span");
        name.textContent = `${file.name} · ${size(file)}`;
        const shown = preview(file, input.multiple ? "video" : "audio");
        item.append(...(shown instanceof HTMLAudioElement ? [name, shown] : [shown, name]));
        return item;
      }),
    );
  });
}

/** Moves the line in the drawn timeline along with the film. */
function followFilm(film) {
  film.addEventListener("timeupdate", () => {
    const place = Math.round((1000 * film.currentTime) / film.duration) || 0;
    document.querySelectorAll(".playhead").forEach((line) => line.setAttribute("x", Math.min(place, 998)));
  });
}

document.querySelectorAll("[data-live]").forEach(keepFresh);
document.querySelectorAll("#film").forEach(followFilm);
document.querySelectorAll("input[type=file]").forEach(showChosen);

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-seek]");
  const film = document.getElementById("film");
  if (!link || !film) return;
  event.preventDefault();
  film.currentTime = Number(link.dataset.seek);
  film.scrollIntoView({ block: "nearest" });
  film.play();
});

document.querySelectorAll("form[data-once]").forEach((form) => {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    button.textContent = "Sending …";
  });
});
// A page that comes back from the browser's memory may send its form again.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
