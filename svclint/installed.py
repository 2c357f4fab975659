"""Finds a program where the person who runs svclint keeps programs, and never where the repository may have put one."""

from __future__ import annotations

import os


def program(name: str) -> str | None:
    """The absolute path of a program on `PATH`, None where there is none.

    An entry of `PATH` that is empty or relative is the folder one stands in, so that a repository could name its own file
    like the program; such entries count for nothing, and neither does the working directory, where Windows looks first.
    """
    import shutil

    folders = [one for one in os.environ.get("PATH", os.defpath).split(os.pathsep) if os.path.isabs(one)]
    found = shutil.which(name, path=os.pathsep.join(folders)) if folders else None
    return found if found and os.path.isabs(found) else None
