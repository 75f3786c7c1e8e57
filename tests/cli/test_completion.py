"""``gong-async completion``: what shells make of it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.cli.command import run_here

_COMPLETE = """
read -ra COMP_WORDS <<< "$LINE"
[[ $LINE == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_gong_async
echo "${COMPREPLY[*]}"
"""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_takes_its_script(shell: str) -> None:
    done = run_here("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert "gong-async" in done.out
    if found := shutil.which(shell):
        subprocess.run([found, "-n"], input=done.out, text=True, check=True)


def test_bash_completes_commands_options_and_values() -> None:
    script = run_here("completion", "bash").out
    lines = {
        "gong-async ca": "calls",
        "gong-async calls li": "list",
        "gong-async calls list --form": "--format",
        "gong-async calls list --format c": "csv",
        "gong-async completion ": "bash zsh fish",
    }
    for line, completed in lines.items():
        ended = subprocess.run(
            ["bash", "-c", script + _COMPLETE],
            env={"LINE": line},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ended.stdout == f"{completed}\n"


def test_zsh_finds_the_function_in_a_file_of_its_name() -> None:
    (name,) = re.findall(r"^(\S+)\(\) \{$", run_here("completion", "zsh").out, re.MULTILINE)
    assert f"a file {name}, of this name" in " ".join(run_here("completion", "--help").out.split())


def test_there_is_no_script_for_other_shells() -> None:
    done = run_here("completion", "powershell")
    assert (done.code, done.out) == (2, "")
    assert 'Choose from: "bash", "zsh", "fish"' in done.err
