"""`svclint rule`: prints the pages of rules."""

from __future__ import annotations

import sys

import click


@click.command("rule")
@click.argument("rule_id", required=False)
@click.option("--all", "everything", is_flag=True, help="Print every page.")
def command(rule_id: str | None, everything: bool) -> None:
    """Print the page of a rule, or list rules.

    \b
    svclint rule                            all rules, by family
    svclint rule ports                      the rules of a family
    svclint rule target-port-name-missing   what a rule finds, and what to do about it
    """
    from svclint import docs, registry
    from svclint.errors import did_you_mean

    if everything:
        click.echo("\n".join(docs.page(one) for one in registry.families()), nl=False)
    elif rule_id is None or rule_id in registry.families().values():
        click.echo(docs.index(rule_id), nl=False)
    elif rule_id in registry.families():
        click.echo(docs.page(rule_id), nl=False)
    else:
        click.echo(f"svclint: no rule `{rule_id}`{did_you_mean(rule_id, list(registry.families()))}", err=True)
        sys.exit(2)
