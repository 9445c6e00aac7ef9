"""The controls of the explorer: buttons, chips and a list, whose options follow from what exists."""

from __future__ import annotations

from typing import Any

import ipywidgets as ipw
import traitlets

from cloudplans.labels import translate


class Chips(ipw.Box):
    """Buttons of which any number is pressed; `value` is a tuple of the options pressed, in their order."""

    value = traitlets.Tuple()

    def __init__(self) -> None:
        super().__init__(layout=ipw.Layout(flex_flow="row wrap"))
        self.options: list[tuple[str, str]] = []
        self.every, self.none = ipw.Button(), ipw.Button()
        self.every.on_click(lambda _: self.set_trait("value", tuple(value for _, value in self.options)))
        self.none.on_click(lambda _: self.set_trait("value", ()))
        for button in (self.every, self.none):
            button.add_class("chip")
        self.observe(lambda _: self._press(), names="value")

    @property
    def buttons(self) -> list[ipw.ToggleButton]:
        """One button per option."""
        return list(self.children[:-2])

    def set_options(self, options: list[tuple[str, str]]) -> None:
        """Set the options; new ones are pressed, those that stay keep their state."""
        known = {value for _, value in self.options}
        chosen = tuple(value for _, value in options if value in self.value or value not in known)
        self.options = options
        self.children = [*(self._button(name, value) for name, value in options), self.every, self.none]
        self.value = chosen
        self._press()

    def _button(self, name: str, value: str) -> ipw.ToggleButton:
        button = ipw.ToggleButton(description=name, tooltip=name)
        button.add_class("chip")
        button.observe(lambda change: self._pressed(value, change["new"]), names="value")
        return button

    def _pressed(self, value: str, pressed: bool) -> None:
        chosen = {*self.value, value} if pressed else {*self.value} - {value}
        self.value = tuple(option for _, option in self.options if option in chosen)

    def _press(self) -> None:
        for button, (_, value) in zip(self.buttons, self.options, strict=True):
            button.value = value in self.value


def make_controls() -> dict[str, Any]:
    """Return the controls by name, without options yet."""
    languages = [("English", "en"), (translate("Chinese", "zh"), "zh")]
    return {
        "language": ipw.ToggleButtons(options=languages), "region": Chips(), "theme": ipw.ToggleButtons(),
        "indicator": ipw.Dropdown(layout=ipw.Layout(width="100%", max_width="30rem")), "base": ipw.ToggleButtons(),
        "year": ipw.ToggleButtons(), "tier": ipw.Checkbox(indent=False, layout=ipw.Layout(width="auto")),
    }  # fmt: skip


def set_options(control: Any, options: list[tuple[str, Any]], wanted: Any) -> None:
    """Set the options of a control, and its value to the one wanted or else to the first."""
    values = [value for _, value in options]
    control.options = options
    control.value = wanted if wanted in values else values[0]
