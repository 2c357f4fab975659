"""Makes trees of every file of a folder and does nothing else: the least that a YAML linter in Python can take.

Prints the seconds that this took inside the process, start-up and imports aside.
"""

from __future__ import annotations

import gc
import os
import sys
import time

from svclint.read.yaml import documents


def main(folder: str) -> None:
    texts = []
    for path, _, files in os.walk(folder):
        for name in files:
            with open(os.path.join(path, name), encoding="utf-8") as file:
                texts.append(file.read())
    gc.disable()
    began = time.perf_counter()
    for text in texts:
        for _ in documents(text):
            pass
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main(sys.argv[1])
