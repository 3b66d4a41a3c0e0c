"""Set-up: from a fresh clone to an environment that runs. Needs the standard library alone.

`python3 -m pytoon.bootstrap` looks at the machine first, within seconds, and says in one line what is
missing; then it makes `.venv` and fills it from the pinned requirements. With nothing to do it does
nothing. This file keeps to syntax that an old Python can read, so that an old Python is told so.
"""

import argparse
import ctypes
import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)
OLDEST_GLIBC = (2, 28)
#: What pip fetches into an empty cache, and what the environment takes on disk, in MB (measured).
DOWNLOAD_MB = {
    "requirements.txt": 225,
    "requirements-voices.txt": 63,
    "requirements-languages.txt": 10,
    "requirements-dev.txt": 110,
}
#: What films can do without, and what is missing where it cannot be installed.
OPTIONAL = {
    "requirements-voices.txt": "The Kokoro voices (all but heart) could not be installed and are missing: "
    "films in English are spoken by the voice heart, others have captions and music.",
    "requirements-languages.txt": "espeak-ng could not be installed, so the voices of Spanish, Italian, "
    "Portuguese and French (ef_*, em_*, if_*, im_*, pf_*, pm_* and ff_*) are missing: films in these "
    "languages have captions and music.",
}
DISK_MB = 1600
RETRY_VOICES_S = 24 * 3600
#: How pip says that a package has come: its name and its size.
_ARRIVAL = re.compile(
    r"\s*(?:Downloading|Using cached)\s+(?:\S*/)?([^/\s]+?)-\d\S*\.whl \(([\d.]+) ([kM]B)\)"
)
LIBRARIES = {"libGL.so.1": "libgl1", "libEGL.so.1": "libegl1"}


class SetupError(Exception):
    """Set-up cannot go on; the message says what to do."""


def check_machine():
    """Raise SetupError for the first thing that this machine lacks."""
    here = "{}.{}".format(*sys.version_info[:2])
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SetupError(
            "Pytoon needs Python 3.11, 3.12 or 3.13, and {} is {}. "
            "Name another one: make PYTHON=python3.12 ...".format(sys.executable, here)
        )
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise SetupError(
            "Pytoon runs on x86-64 Linux; this is {} on {}.".format(platform.machine(), platform.system())
        )
    name, version = platform.libc_ver()
    if name != "glibc" or tuple(int(part) for part in version.split(".")[:2]) < OLDEST_GLIBC:
        raise SetupError(
            "Pytoon needs glibc 2.28 or newer; this machine has {} {}.".format(
                name or "another libc", version
            )
        )
    for module in ("venv", "ensurepip"):
        if find_spec(module) is None:
            raise SetupError(
                "Python's {} module is missing. Install it: apt-get install python{}-venv".format(
                    module, here
                )
            )
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            raise SetupError(
                "The system library {} is missing (the type is drawn with it). Install it: "
                "apt-get install {} (Fedora: {})".format(
                    library, package, "mesa-libGL" if package == "libgl1" else "mesa-libEGL"
                )
            ) from None


def install(requirements):
    """Bring `.venv` up to a requirements file, and remember that it is."""
    stamp = VENV / "installed-{}.sha256".format(Path(requirements).stem)
    digest = hashlib.sha256(sys.version.encode() + (ROOT / requirements).read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest and _venv_works():
        return
    _check_disk()
    if not _venv_works():
        say("Making the environment in .venv ...")
        shutil.rmtree(str(VENV), ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(VENV)])
    say(
        "Installing {}: about {} MB to download the first time.".format(
            requirements, DOWNLOAD_MB[requirements]
        )
    )
    _pip(requirements)
    stamp.write_text(digest)


def install_voices():
    """Install the voices that films can do without; where that fails, say which ones are missing.

    What failed is tried again a day later: without a network every start would wait for pip to give up.
    """
    for requirements, missing in OPTIONAL.items():
        failed = VENV / "missing-{}".format(Path(requirements).stem)
        if not failed.is_file() or time.time() - failed.stat().st_mtime > RETRY_VOICES_S:
            try:
                install(requirements)
                failed.unlink(missing_ok=True)
                continue
            except SetupError as error:
                say(str(error))
                failed.write_text(str(error))
        say("{} Set-up tries again after a day, or at once without {}.".format(missing, failed))


def _check_disk():
    free_mb = shutil.disk_usage(str(ROOT)).free // 2**20
    if free_mb < DISK_MB:
        raise SetupError(
            "Set-up needs {} MB of disk below {}; {} MB are free.".format(DISK_MB, ROOT, free_mb)
        )


def _venv_works():
    """Tell whether .venv is of this Python and complete: a copied or half-made one is made anew."""
    python = VENV / "bin" / "python"
    if not python.exists():
        return False
    probe = "import pip, sys; print(sys.prefix, *sys.version_info[:2])"
    done = subprocess.run([str(python), "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    expected = "{} {} {}".format(VENV, *sys.version_info[:2])
    return done.returncode == 0 and done.stdout.decode().strip() == expected


def _run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise SetupError(done.stdout.decode("utf-8", "replace").strip())


def _pip(requirements):
    """Run pip and show each package as it arrives."""
    command = [
        str(VENV / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    command += ["-r", str(ROOT / requirements)]
    total_mb, arrived_mb, heard = DOWNLOAD_MB[requirements], 0.0, []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=str(ROOT))
    for raw in process.stdout or ():
        line = raw.decode("utf-8", "replace").rstrip()
        heard.append(line)
        found = _ARRIVAL.match(line)
        if found:
            arrived_mb += float(found.group(2)) / {"kB": 1000, "MB": 1}[found.group(3)]
            say("  [{:>3.0f} of {} MB] {}".format(min(arrived_mb, total_mb), total_mb, found.group(1)))
        elif line.startswith("Installing collected packages"):
            say("  unpacking {} packages ...".format(line.count(",") + 1))
    if process.wait() != 0:
        raise SetupError("pip could not install the requirements:\n" + "\n".join(heard[-15:]))


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    options = argparse.ArgumentParser(
        prog="python3 -m pytoon.bootstrap", description="Set up the environment."
    )
    options.add_argument("--dev", action="store_true", help="with what the tests and linters need")
    asked = options.parse_args()
    try:
        check_machine()
        with open(str(ROOT / ".venv.lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            install("requirements.txt")
            install_voices()
            if asked.dev:
                install("requirements-dev.txt")
    except SetupError as error:
        say("Set-up stopped: {}".format(error))
        return 1
    except KeyboardInterrupt:
        say("Set-up stopped; run it again to go on.")
        return 130
    return 0


if __name__ == "__main__":
    os.environ.pop("PYTHONPATH", None)
    sys.exit(main())
