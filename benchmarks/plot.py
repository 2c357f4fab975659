"""A plot of a few points as SVG, both axes logarithmic, with a dashed line for what grows in proportion."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, BELOW = 560, 340, 60, 46


def logarithmic(points: Sequence[tuple[float, float]], across: str, up: str) -> str:
    """The SVG of points (x, y), all above 0."""
    low = [floor(log10(min(values))) for values in zip(*points, strict=True)]
    high = [ceil(log10(max(values))) for values in zip(*points, strict=True)]

    def at(x: float, y: float) -> tuple[float, float]:
        right = (log10(x) - low[0]) / (high[0] - low[0])
        rise = (log10(y) - low[1]) / (high[1] - low[1])
        return LEFT + right * (WIDTH - LEFT - 30), HEIGHT - BELOW - rise * (HEIGHT - BELOW - 20)

    def line(ends: Sequence[tuple[float, float]], style: str) -> str:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*end) for end in ends))
        return f'<polyline points="{path}" fill="none" {style}/>'

    drawn = []
    for power in range(low[0], high[0] + 1):
        x = 10.0**power
        drawn.append(line([(x, 10.0 ** low[1]), (x, 10.0 ** high[1])], 'stroke="#ddd"'))
        drawn.append(f'<text x="{at(x, 10.0 ** low[1])[0]:.1f}" y="{HEIGHT - 28}" text-anchor="middle">{x:,.0f}</text>')
    for power in range(low[1], high[1] + 1):
        y = 10.0**power
        drawn.append(line([(10.0 ** low[0], y), (10.0 ** high[0], y)], 'stroke="#ddd"'))
        drawn.append(f'<text x="{LEFT - 6}" y="{at(10.0 ** low[0], y)[1] + 4:.1f}" text-anchor="end">{y:g}</text>')
    last = points[-1]
    first = max(10.0 ** low[0], last[0] * 10.0 ** low[1] / last[1])
    drawn.append(line([(first, last[1] * first / last[0]), last], 'stroke="#999" stroke-dasharray="5 4"'))
    drawn.append(line(points, 'stroke="#326ce5" stroke-width="2"'))
    for x, y in points:
        drawn.append(f'<circle cx="{at(x, y)[0]:.1f}" cy="{at(x, y)[1]:.1f}" r="3.5" fill="#326ce5"/>')
        drawn.append(f'<text x="{at(x, y)[0] - 6:.1f}" y="{at(x, y)[1] - 8:.1f}" text-anchor="end">{y:.2g} s</text>')
    drawn.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">{across} (dashed: in proportion)</text>')
    drawn.append(f'<text x="14" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 {HEIGHT / 2})">{up}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *drawn, "</svg>", ""])
