"""Clients as others generate them from the contract, used against the running service: clients.py BINARY FOLDER (`run` calls it)

Five generators read the contract that the binary prints. What they make is compiled as strictly as its language allows,
together with a few lines that use it, and does what a client has to do: create, list with two kinds, change, read
figures, get 304, follow the feed, void, and restore with a Chinese reason. The examples of docs/integrators.md are run
as they stand there. The exit code is 0 where everything went well.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fuzz"))

from service import Service  # noqa: E402

PAGE = HERE.parent.parent / "docs" / "integrators.md"
TOWNSHIP = "540526201"
# Seconds that one command may take on a busy machine.
LIMIT = 240

TYPESCRIPT = ["openapi_fetch", "hey_api", "orval"]
PYTHON = ["openapi_python_client", "openapi_generator"]


class Workshop:
    """The folder in which clients are generated and compiled, and the programs that do it."""

    def __init__(self, binary, folder):
        self.folder = folder / "generated"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.typescript = self.folder / "typescript"
        self.python = self.folder / "python"
        shutil.copytree(HERE / "typescript", self.typescript)
        shutil.copytree(HERE / "python", self.python)
        self.modules = folder / "node" / "node_modules"
        (self.typescript / "node_modules").symlink_to(self.modules)
        self.contract = self.folder / "v1.json"
        self.contract.write_bytes(subprocess.run([binary, "openapi"], capture_output=True, check=True).stdout)
        self.bin = folder / "venv" / "bin"
        carried = sorted(self.modules.glob("node-linux-*/bin/node"))
        self.node = carried[0] if carried else "node"

    def run(self, command, where, **more):
        """Runs a command to its end; its output is shown only where it fails."""
        path = f"{self.bin}:{Path(self.node).parent}:{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, "NO_COLOR": "1", **more}
        done = subprocess.run(
            [str(word) for word in command], cwd=where, env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout[-6000:]}")
        return done.stdout

    def script(self, package, path, *arguments, **more):
        """Runs a script of an npm package."""
        return self.run([self.node, self.modules / package / path, *arguments], self.typescript, **more)

    def generate_typescript(self):
        self.script("openapi-typescript", "bin/cli.js", self.contract, "--output", "fazhi.ts")
        self.script("@hey-api/openapi-ts", "bin/run.js", "--file", "hey-api.config.mjs")
        self.script("orval", "dist/bin/orval.mjs", "--config", "orval.config.mjs")
        self.examples("ts", self.typescript)

    def compile_typescript(self):
        self.script("typescript", "bin/tsc", "--project", "tsconfig.json")

    def generate_python(self):
        self.run(["openapi-python-client", "generate", "--path", self.contract, "--meta", "none",
                  "--output-path", "fazhi_openapi_python_client"], self.python)
        self.run(["openapi-generator-cli", "generate", "--generator-name", "python", "--input-spec", self.contract,
                  "--output", "openapi-generator", "--package-name", "fazhi_openapi_generator",
                  "--skip-validate-spec", "--global-property", "models,apis,supportingFiles,modelDocs=false,apiDocs=false,modelTests=false,apiTests=false"], self.python)
        (self.python / "openapi-generator" / "fazhi_openapi_generator").rename(self.python / "fazhi_openapi_generator")
        self.examples("python", self.python)

    def compile_python(self):
        self.run(["mypy", "--strict", "--config-file", "mypy.ini", "-p", "fazhi_openapi_python_client",
                  "-p", "fazhi_openapi_generator", *[f"-m{name}" for name in PYTHON], "-mexample"], self.python)

    def compile_java(self):
        folder = self.folder / "java"
        folder.mkdir()
        self.examples("java", folder)
        self.run(["javac", "-Xlint:all", "-Werror", "--release", "11", "-encoding", "UTF-8", "Example.java"], folder)

    def examples(self, language, folder):
        """Takes the example in a language out of the page for integrators."""
        blocks = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
        if len(blocks) != 1:
            raise RuntimeError(f"{PAGE.name} has {len(blocks)} examples in {language}, not one")
        name = "Example" if language == "java" else "example"
        suffix = "py" if language == "python" else language
        (folder / f"{name}.{suffix}").write_text(blocks[0])

    def programs(self):
        """What uses the clients: name, command, folder."""
        for name in [*TYPESCRIPT, "example"]:
            yield f"TypeScript {name}", [self.node, f"out/{name}.js"], self.typescript
        for name in [*PYTHON, "example"]:
            yield f"Python {name}", ["python", f"{name}.py"], self.python
        yield "Java Example", ["java", "-Dstdout.encoding=UTF-8", "Example"], self.folder / "java"


def main():
    binary, folder = sys.argv[1], Path(sys.argv[2])
    failed = passed = 0

    def check(name, work):
        """Does one thing, and says how it went and how long it took."""
        nonlocal failed, passed
        start = time.monotonic()
        try:
            said = work() or ""
            passed += 1
        except Exception as error:  # the next check may still tell something
            failed += 1
            said = error
        print(f"{'FAIL' if isinstance(said, Exception) else 'ok  '}  {name} ({time.monotonic() - start:.0f} s)", flush=True)
        print("".join(f"      {line}\n" for line in str(said).splitlines()), end="", flush=True)

    workshop = Workshop(binary, folder)

    def typescript():
        check("TypeScript clients are generated", workshop.generate_typescript)
        check("TypeScript clients compile (tsc --strict)", workshop.compile_typescript)

    def python():
        check("Python clients are generated", workshop.generate_python)
        check("Python clients have the types they say (mypy --strict)", workshop.compile_python)

    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda build: build(), [typescript, python]))
    check("the Java example compiles (javac -Werror)", workshop.compile_java)
    with tempfile.TemporaryDirectory(prefix="fazhi-clients-") as name:
        place = Path(name)
        place.chmod(0o755)  # the private PostgreSQL runs as a user of its own, who has to get through
        with Service(binary, place) as service:
            token = service.issue_token("clients", "clerk", TOWNSHIP)
            settings = {"FAZHI_URL": f"http://{service.address}", "FAZHI_TOKEN": token, "NO_PROXY": "127.0.0.1"}
            for title, command, where in workshop.programs():
                check(title, lambda command=command, where=where: workshop.run(command, where, **settings))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
