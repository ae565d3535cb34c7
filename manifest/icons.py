"""The app's two icons, drawn: a ballot paper with a tick going into its box."""

from io import BytesIO

from PIL import Image, ImageDraw

ACCENT = (31, 78, 95, 255)
WHITE = (255, 255, 255, 255)
CLEAR = (255, 255, 255, 0)
GRID = 32
FINE = 16


def color_icon() -> bytes:
    """Return the colour icon: 192×192, white on the accent colour, nothing in the margin."""
    shape = _motif(192 * 4)
    icon = Image.new("RGBA", shape.size, ACCENT)
    icon.paste(Image.new("RGBA", shape.size, WHITE), mask=shape)
    return _png(icon.resize((192, 192), Image.Resampling.LANCZOS))


def outline_icon() -> bytes:
    """Return the outline icon: 32×32, white only, transparent around it."""
    shape = _motif(GRID * FINE, margin=1).resize((GRID, GRID), Image.Resampling.LANCZOS)
    icon = Image.new("RGBA", shape.size, CLEAR)
    icon.putalpha(shape)
    return _png(icon)


def _motif(size: int, margin: int = 6) -> Image.Image:
    """Return the motif as a mask on a grid of 32 units, kept inside the margin."""
    mask = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(mask)
    unit = size / GRID
    scale = (GRID - 2 * margin) / 30

    def at(x: float, y: float) -> tuple[float, float]:
        return (margin + (x - 1) * scale) * unit, (margin + (y - 1) * scale) * unit

    def line(*points: tuple[float, float]) -> None:
        width = round(2 * scale * unit)
        way = [at(*point) for point in points]
        draw.line(way, fill=255, width=width, joint="curve")
        for x, y in (way[0], way[-1]):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)

    line((9, 18), (9, 3), (23, 3), (23, 18))
    line((12.5, 10.5), (15, 13), (19.5, 7.5))
    line((9, 18), (3, 18), (3, 29), (29, 29), (29, 18), (23, 18))
    line((8, 22.5), (24, 22.5))
    return mask


def _png(image: Image.Image) -> bytes:
    """Return the picture as PNG."""
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
