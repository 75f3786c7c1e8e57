"""``gong-async completion``: let a shell complete commands and options."""

from __future__ import annotations

import sys
from typing import Literal

from gong_async.cli.app import COMMANDS, command_line

__all__ = ["completion"]


def completion(shell: Literal["bash", "zsh", "fish"], /) -> None:
    """
    Print what makes a shell complete commands and options when you press Tab.

    For bash: `gong-async completion bash > ~/.local/share/bash-completion/completions/gong-async`;
    for fish: `gong-async completion fish > ~/.config/fish/completions/gong-async.fish`; for zsh
    write it to a file `_cyclopts_gong-async`, of this name, in a folder of your `$fpath`.  New
    shells have it then.

    Args:
        shell: bash, zsh or fish.
    """
    app = command_line([path.partition(":")[2] for path in COMMANDS])
    sys.stdout.write(app.generate_completion(prog_name="gong-async", shell=shell))
