"""`svclint generate-shell-completion`: prints what makes a shell complete commands, options and their values."""

from __future__ import annotations

import click


@click.command("generate-shell-completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a SHELL.

    \b
    bash    eval "$(svclint generate-shell-completion bash)"  in ~/.bashrc
    zsh     eval "$(svclint generate-shell-completion zsh)"   in ~/.zshrc
    fish    svclint generate-shell-completion fish > ~/.config/fish/completions/svclint.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    group = ctx.find_root().command
    click.echo(kind(group, {}, "svclint", "_SVCLINT_COMPLETE").source())
