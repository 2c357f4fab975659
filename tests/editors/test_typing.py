"""What flashes while somebody types: every keystroke of a Service and of a Deployment, replayed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editors.client import editor, run
from tests.editors.trees import DEPLOYMENT, SERVICE, shop


@pytest.mark.parametrize(
    ("file", "text"),
    [("new.yaml", SERVICE.format(name="new")), ("deployment.yaml", DEPLOYMENT)],
    ids=["a new Service", "a Deployment typed anew"],
)
def test_no_keystroke_alarms_another_file(tmp_path: Path, file: str, text: str) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            await here.until(lambda: bool(here.told))
            here.open(file, "")
            await here.quiet()
            told = len(here.history)
            for end in range(len(text) + 1):
                here.type(file, text[:end])
                await here.quiet()
            here.save(file, text)
            await here.until(lambda: here.history[-1][0] == file or not here.rules(file))
            await here.quiet()
            alarmed = [(name, [one.code for one in found]) for name, found in here.history[told:] if name != file and found]
            assert not alarmed
            assert not here.rules(file)

    run(story())


def test_each_keystroke_of_a_renamed_label_spares_the_others(tmp_path: Path) -> None:
    """The person saves the Deployment first, then both Services: each file's own defect is told, and then none is left."""

    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            for file in ("deployment.yaml", "public.yaml", "internal.yaml"):
                here.open(file)
            new = DEPLOYMENT.replace("app: web", "app: webshop")
            for end in range(DEPLOYMENT.index("app: web") + 8, len(new), 7):
                here.type("deployment.yaml", new[:end] + DEPLOYMENT[end:])
            here.save("deployment.yaml", new)
            await here.until(lambda: bool(here.rules("public.yaml")) and bool(here.rules("internal.yaml")))
            for file, name in (("public.yaml", "public"), ("internal.yaml", "internal")):
                here.save(file, SERVICE.format(name=name).replace("app: web", "app: webshop"))
            await here.until(lambda: not any(here.rules(file) for file in here.told))

    run(story())
