"""Colours that can be read: a theme's own, made darker or lighter as far as that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.color import Color, ColorParseError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["legible"]

_ENOUGH: Final = 4.5
"""The least contrast of text with its background, by WCAG 2 (level AA)."""
_STEP: Final = 0.04
_STEPS: Final = 25
_AMPLE: Final = 7.5
"""The least contrast of the usual text, so that it can still be read where it is quiet."""
_TEXTS: Final = {
    **dict.fromkeys(
        ("text-primary", "text-secondary", "text-accent", "text-warning", "text-error", "text-success"), _ENOUGH
    ),
    "foreground": _AMPLE,
}
_BACKGROUNDS: Final = ("background", "surface", "panel")
_PAIRS: Final = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("footer-key-foreground", "footer-background"),
    ("footer-description-foreground", "footer-background"),
)


def legible(variables: Mapping[str, str]) -> dict[str, str]:
    """Return a theme's variables with every text colour readable on every background of it.

    Args:
        variables: The theme's variables, as Textual has them.
    """
    changed = dict(variables)
    backgrounds = [color for name in _BACKGROUNDS if (color := _color(variables.get(name)))]
    for name, least in _TEXTS.items():
        color = _color(variables.get(name))
        if color is not None and backgrounds:
            changed[name] = _against(color, backgrounds, least).hex
    for text, behind in _PAIRS:
        color, back = _color(variables.get(text)), _color(variables.get(behind))
        if color is not None and back is not None:
            page = backgrounds[0] if backgrounds else back
            changed[text] = _against(color, [page + back], _ENOUGH).hex
    return changed


def _color(value: str | None) -> Color | None:
    """Return a colour of which it is known what it looks like, or None: a terminal's own is not."""
    try:
        color = Color.parse(value or "")
    except ColorParseError:
        return None
    return None if color.ansi is not None or color.auto else color


def _against(color: Color, backgrounds: list[Color], least: float) -> Color:
    """Return a colour, darker or lighter until it can be read on all of some backgrounds."""

    def contrast(one: Color) -> float:
        return min(_ratio(back + one, back) for back in backgrounds)

    is_light = sum(back.brightness for back in backgrounds) / len(backgrounds) > 0.5  # noqa: PLR2004 - of 0 to 1
    best = color
    for step in range(1, _STEPS + 1):
        if contrast(best) >= least:
            return best
        best = color.darken(_STEP * step) if is_light else color.lighten(_STEP * step)
    return max((best, Color(0, 0, 0), Color(255, 255, 255)), key=contrast)


def _ratio(one: Color, other: Color) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(color: Color) -> float:
    """Return the relative luminance of a colour, 0 to 1, as WCAG 2 defines it."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - of the standard
        for share in (value / 255 for value in color.rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
