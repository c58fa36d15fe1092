"""The service as an operator runs it, in a folder of its own."""

import json
import os
import re
import subprocess
import time
import urllib.request

START_LIMIT = 120  # seconds: the first start makes a database and the demo county
STOP_LIMIT = 30


class Service:
    """A running service; leaving the `with` stops it."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder
        self.address = ""
        self.exit_code = None

    def __enter__(self):
        with open(self.folder / "stdout", "wb") as out, open(self.folder / "stderr", "wb") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve"], env=self._settings(), stdin=subprocess.DEVNULL, stdout=out, stderr=log
            )
        try:
            self.address = self._wait_for_address()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_):
        self._stop()

    def issue_token(self, name, role, region):
        """A token made as an operator makes one."""
        command = [self.binary, "token", "create", "--name", name, "--role", role, "--region", region, "--days", "1"]
        made = subprocess.run(command, env=self._settings(), capture_output=True, text=True, timeout=60, check=True)
        return made.stdout.strip()

    def put(self, path, token, body):
        """Replaces whatever is there."""
        headers = {"Authorization": f"Bearer {token}", "If-Match": "*", "X-Change-Reason": "fuzz", "Content-Type": "application/json"}
        url = f"http://{self.address}{path}"
        request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="PUT")
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(request, timeout=30) as answer:
            return json.load(answer)

    def log(self):
        return (self.folder / "stderr").read_text(errors="replace")

    def _settings(self):
        # Nothing of the caller's own settings: they may name his database.
        others = {name: value for name, value in os.environ.items() if not name.startswith("FAZHI_")}
        others.pop("DATABASE_URL", None)
        return {
            **others,
            "FAZHI_DATA_DIR": str(self.folder / "data"),
            "FAZHI_DEMO": "true",
            "FAZHI_LISTEN": "127.0.0.1:0",
            "FAZHI_METRICS_LISTEN": "127.0.0.1:0",
            "FAZHI_LOG": "info",
            # A few tokens send thousands of requests, and thousands come without any.
            "FAZHI_RATE_LIMIT": "off",
            "FAZHI_AUTH_FAILURES": "off",
            "FAZHI_TOWNSHIP_BYTES_PER_DAY": "0",
        }

    def _wait_for_address(self):
        patience = time.monotonic() + START_LIMIT
        while time.monotonic() < patience:
            printed = (self.folder / "stdout").read_text()
            if found := re.search(r"http://(127\.0\.0\.1:\d+)/docs/", printed):
                return found.group(1)
            if self.process.poll() is not None:
                raise RuntimeError(f"the service ended at its start:\n{self.log()}")
            time.sleep(0.05)
        raise RuntimeError(f"the service did not start in {START_LIMIT} s:\n{self.log()}")

    def _stop(self):
        self.process.terminate()
        try:
            self.exit_code = self.process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.exit_code = self.process.wait()
