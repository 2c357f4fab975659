"""The server among broken clients and hostile texts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

from tests.command import SVCLINT
from tests.editors.client import editor, run
from tests.editors.trees import DEPLOYMENT, SERVICE, shop


def message(body: object) -> bytes:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(data), data)


def request(number: int, method: str, params: object) -> bytes:
    return message({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


def test_malformed_messages_do_not_end_it(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    process = subprocess.Popen([SVCLINT, "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    given = b"".join(
        [
            request(1, "initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": {}}),
            message(b"{not json"),
            message({"jsonrpc": "2.0", "method": "no/such/method", "params": {}}),
            message({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": 7}}}),
            message({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {}}),
            request(2, "textDocument/hover", {"textDocument": {"uri": "untitled:x"}, "position": {"line": 9, "character": 9}}),
            request(3, "shutdown", None),
            message({"jsonrpc": "2.0", "method": "exit"}),
        ]
    )
    out, err = process.communicate(given, timeout=60)
    assert b'"id":3' in out.replace(b" ", b""), (out, err)
    assert process.returncode == 0


def test_it_leaves_when_its_client_is_gone(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    process = subprocess.Popen([SVCLINT, "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(request(1, "initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": {}}))
    process.stdin.close()
    assert process.wait(60) in (0, 1)


def test_it_leaves_when_the_editor_was_killed(tmp_path: Path) -> None:
    """An editor that is killed may leave the pipe open in another of its children."""
    editor_ = subprocess.Popen(["sleep", "600"])
    process = subprocess.Popen([SVCLINT, "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(request(1, "initialize", {"processId": editor_.pid, "capabilities": {}}))
    process.stdin.flush()
    process.stdout.readline()
    os.kill(editor_.pid, signal.SIGKILL)
    editor_.wait()
    assert process.wait(60) is not None


def test_a_storm_of_renames_leaves_nothing_stale(tmp_path: Path) -> None:
    async def story() -> None:
        async with editor(shop(tmp_path / "shop")) as here:
            here.open("deployment.yaml")
            for number in range(200):
                here.type("deployment.yaml", DEPLOYMENT.replace("app: web", f"app: web{number}"))
                if number % 10 == 0:
                    here.save("deployment.yaml")
            here.save("deployment.yaml", DEPLOYMENT)
            await here.quiet()
            await here.until(lambda: not any(here.rules(file) for file in here.told))

    run(story())


def test_a_large_file_is_read(tmp_path: Path) -> None:
    async def story() -> None:
        root = shop(tmp_path / "shop")
        many = "---\n".join(SERVICE.format(name=f"web-{number}") for number in range(28_600))
        assert len(many) > 4_900_000
        async with editor(root) as here:
            began = time.monotonic()
            here.open("large.yaml", many.replace("targetPort: http", "targetPort: htpp", 1))
            await here.until(lambda: any("target-port" in one for one in here.rules("large.yaml")))
            here.open("public.yaml")
            here.save("public.yaml", SERVICE.format(name="public").replace("http\n      port", "x\n      port"))
            await here.quiet()
            assert time.monotonic() - began < 100

    run(story())
