// How far two pictures are from each other: by how many pixels one is longer or broader, and which share
// of its worst spot is visibly different. A pixel counts as the same where one beside it is: edges of
// letters are smoothed differently, but a letter that became another fills its spot with differences.
"use strict";
window.compare = async (one, other) => {
  const VISIBLE = 64, SPOT = 24;
  const [a, b] = await Promise.all([one, other].map(async coded => {
    const bytes = Uint8Array.from(atob(coded), letter => letter.charCodeAt(0));
    return createImageBitmap(new Blob([bytes], { type: "image/png" }));
  }));
  const width = Math.min(a.width, b.width), height = Math.min(a.height, b.height);
  const [left, right] = [a, b].map(picture => {
    const canvas = new OffscreenCanvas(width, height).getContext("2d");
    canvas.drawImage(picture, 0, 0);
    return canvas.getImageData(0, 0, width, height).data;
  });
  const apart = (these, at, those, beside) => Math.max(
    Math.abs(these[at] - those[beside]), Math.abs(these[at + 1] - those[beside + 1]),
    Math.abs(these[at + 2] - those[beside + 2]));
  function found(these, those, x, y) {
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++)
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++)
        if (apart(these, 4 * (y * width + x), those, 4 * (row * width + column)) <= VISIBLE) return true;
    return false;
  }
  const across = Math.ceil(width / SPOT), spots = new Float64Array(across * Math.ceil(height / SPOT));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (apart(left, 4 * (y * width + x), right, 4 * (y * width + x)) > VISIBLE
          && !(found(left, right, x, y) && found(right, left, x, y)))
        spots[Math.floor(y / SPOT) * across + Math.floor(x / SPOT)] += 1 / (SPOT * SPOT);
  return {
    longer: Math.max(Math.abs(a.width - b.width), Math.abs(a.height - b.height)),
    worst: Math.max(...spots),
  };
};
