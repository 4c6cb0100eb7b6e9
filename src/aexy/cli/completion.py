"""`aexy completion`: the shell finishes words."""

import click
from click.shell_completion import get_completion_class

from aexy.cli.asking import examples
from aexy.kernel.errors import Unusable


@click.command(
    epilog=examples("aexy completion bash >> ~/.bashrc", "aexy completion fish > ~/.config/fish/completions/aexy.fish")
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(*, shell: str) -> None:
    """Print the script that lets your shell finish words."""
    kind = get_completion_class(shell)
    if kind is None:
        raise Unusable(f"Words cannot be finished in {shell}.", next_step="Use bash, zsh or fish.")
    from aexy.cli.main import cli  # noqa: PLC0415 - it loads this module by name

    click.echo(kind(cli, {}, "aexy", "_AEXY_COMPLETE").source())
